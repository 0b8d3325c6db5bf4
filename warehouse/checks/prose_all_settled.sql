-- title: What is all settled leaves nothing over
-- severity: warning
-- meaning: The prose says that all requests were settled (均已办结, 全部办结), and the table carries none over to the next year.
-- reference: 国办公开办函〔2019〕60号 and 〔2021〕30号: part 1 (总体情况) against part 3, 结转下年度继续办理
SELECT
    r.document_id,
    'applications' AS table_code,
    'carried_out' AS row_code,
    'total' AS column_code,
    format(
        'The prose says that all requests were settled (line {}); the table carries {} over (line {}).',
        s.first_line, store.number(f.value), f.line
    ) AS message,
    regexp_extract(s.text, '(?:均已|已?全部|已?均)(?:按期|按时|依法)?(?:办结|答复)') AS left_value,
    store.number(f.value) AS right_value,
    s.first_line AS line
FROM store.reported('applications') AS f
JOIN store.report AS r USING (report_no)
JOIN store.section AS s USING (report_no)
WHERE f.row_code = 'carried_out' AND f.column_code = 'total' AND f.value > 0
    AND s.code IN ('overview', 'applications')
    AND regexp_matches(s.text, '申请[^。；]{0,30}(?:均已|已?全部|已?均)(?:按期|按时|依法)?(?:办结|答复)')
