-- severity = "warning"
-- reference = "Heuristic: reports are written on last year's copy"
-- [en]
-- title = "The prose is of the year"
-- meaning = "Where the prose names years, the report's own is among them: else it is that of the year before. The part on other matters and titles of documents (《…》) are left out."
-- found = "the report is on {left}, but of years the prose names only {right} (line {line})"
-- advice = "look whether the prose is last year's"
-- [zh]
-- title = "正文与年度相符"
-- meaning = "正文提到年份的，应有报告年度；只有上一年的，多半沿用了上年文字。"
-- found = "报告年度为 {left} 年，正文（第 {line} 行起）却只提到 {right} 年"
-- advice = "请核对正文是否沿用了上年文字"
WITH named AS (
    SELECT report_no, first_line, unnest(regexp_extract_all(regexp_replace(text, '《[^》]*》', '', 'g'), '(20[0-9]{2})年', 1)) AS said
    FROM store.section
    WHERE code IN ('overview', 'problems')
)
SELECT
    r.document_id,
    r.year::VARCHAR AS left_value,
    string_agg(DISTINCT n.said, ', ' ORDER BY n.said) AS right_value,
    min(n.first_line) AS line
FROM named AS n
JOIN store.held AS r USING (report_no)
WHERE r.year IS NOT NULL
GROUP BY r.document_id, r.year
HAVING count(*) FILTER (n.said = r.year::VARCHAR) = 0 AND count(*) FILTER (n.said = (r.year - 1)::VARCHAR) > 0
