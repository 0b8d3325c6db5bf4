-- title: No part is left out
-- severity: note
-- meaning: Of the parts of the statutory form, none that comes before the last one of the report is missing. What comes behind may be cut off; what stands in a table needs no heading of its own.
-- reference: 国办公开办函〔2019〕60号 and 〔2021〕30号: 总体情况, ..., 存在的主要问题及改进情况, 其他需要报告的事项
WITH held AS (
    SELECT report_no, list(DISTINCT code) AS codes, max(last_line) AS line
    FROM store.section
    GROUP BY report_no
),
parts AS (
    FROM (VALUES ('overview', '总体情况', 'problems'), ('problems', '存在的主要问题及改进情况', 'other_matters'))
    AS parts (code, heading, later)
)
SELECT
    r.document_id,
    NULL AS table_code,
    NULL AS row_code,
    NULL AS column_code,
    format('There is no part {}, though there is one behind it.', p.heading) AS message,
    p.heading AS left_value,
    NULL AS right_value,
    NULL AS line
FROM held AS h
JOIN parts AS p ON NOT list_contains(h.codes, p.code) AND list_contains(h.codes, p.later)
JOIN store.report AS r USING (report_no)
WHERE r.form IN ('2019', '2021', 'mixed') AND NOT list_contains(h.codes, 'front') AND NOT list_contains(h.codes, 'other')
