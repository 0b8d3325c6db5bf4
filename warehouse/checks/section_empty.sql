-- title: The part on problems says something
-- severity: note
-- meaning: The part on problems and improvements holds more than a word or two (无, 略).
-- reference: 国办公开办函〔2021〕30号, part 5: 存在的主要问题及改进情况
SELECT
    r.document_id,
    NULL AS table_code,
    NULL AS row_code,
    NULL AS column_code,
    format('The part “{}” (line {}) says nothing.', s.heading, s.first_line) AS message,
    s.heading AS left_value,
    s.text AS right_value,
    s.first_line AS line
FROM store.section AS s
JOIN store.report AS r USING (report_no)
WHERE s.code = 'problems' AND length(regexp_replace(s.text, '[\s\p{P}]', '', 'g')) < 5
    -- Its sentences may stand under headings of their own.
    AND NOT EXISTS (
        FROM store.section AS n
        WHERE n.report_no = s.report_no AND n.ordinal = s.ordinal + 1 AND n.code IN ('problems', 'other')
    )
