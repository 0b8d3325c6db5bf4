-- severity = "note"
-- reference = "国办公开办函〔2019〕60号 and 〔2021〕30号: 总体情况, ..., 存在的主要问题及改进情况, 其他需要报告的事项"
-- [en]
-- title = "No part is left out"
-- meaning = "Of the parts of the statutory form, none that comes before the last one of the report is missing. What comes behind may be cut off; what stands in a table needs no heading of its own."
-- found = "there is no part “{left}”, though there is one behind it"
-- advice = "add the part; say so where there is nothing"
-- [zh]
-- title = "各部分应齐备"
-- meaning = "法定格式的各部分中，位于报告最后一部分之前的不应缺少。其后的可能被截去，以表格代替的不要求标题。"
-- found = "缺少“{left}”部分"
-- advice = "请补上该部分；没有内容的写明“无”"
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
    p.heading AS left_value
FROM held AS h
JOIN parts AS p ON NOT list_contains(h.codes, p.code) AND list_contains(h.codes, p.later)
JOIN store.report AS r USING (report_no)
WHERE r.form IN ('2019', '2021', 'mixed') AND NOT list_contains(h.codes, 'front') AND NOT list_contains(h.codes, 'other')
