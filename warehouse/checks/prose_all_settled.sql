-- severity = "warning"
-- reference = "国办公开办函〔2019〕60号 and 〔2021〕30号: part 1 (总体情况) against part 3, 结转下年度继续办理"
-- [en]
-- title = "What is all settled leaves nothing over"
-- meaning = "The prose says that all requests were settled (均已办结, 全部办结), and the table carries none over to the next year."
-- found = "the prose says “{left}” of all requests (line {line}), yet the table carries {right} over[ (line {table_line})]"
-- advice = "mend the prose, or the row of requests carried over"
-- [zh]
-- title = "全部办结的不应再有结转"
-- meaning = "正文说申请均已办结的，表中不应有结转下年度继续办理的件数。"
-- found = "正文（第 {line} 行）说申请“{left}”，表中却有 {right} 件结转下年度继续办理"
-- advice = "请修改正文，或核对“结转下年度继续办理”一行"
SELECT
    r.document_id,
    'applications' AS table_code,
    'carried_out' AS row_code,
    'total' AS column_code,
    regexp_extract(s.text, '(?:均已|已?全部|已?均)(?:按期|按时|依法)?(?:办结|答复)') AS left_value,
    store.number(f.value) AS right_value,
    s.first_line AS line,
    f.line AS table_line
FROM store.reported('applications') AS f
JOIN store.report AS r USING (report_no)
JOIN store.section AS s USING (report_no)
WHERE f.row_code = 'carried_out' AND f.column_code = 'total' AND f.value > 0
    AND s.code IN ('overview', 'applications')
    AND regexp_matches(s.text, '申请[^。；]{0,30}(?:均已|已?全部|已?均)(?:按期|按时|依法)?(?:办结|答复)')
