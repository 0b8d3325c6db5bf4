-- severity = "note"
-- reference = "Heuristic: reports are written on a neighbour's copy (内容雷同)"
-- [en]
-- title = "A town has words of its own"
-- meaning = "A stretch of prose of 150 characters or more is not, but for the name, that of another unit of the same year."
-- found = "the part “{heading}” (line {line}) is that of {right} ({source}) in the same year"
-- advice = "write the part anew"
-- [zh]
-- title = "各乡镇文字不应雷同"
-- meaning = "150 字以上的段落，除单位名称外不应与同年其他单位相同。"
-- found = "“{heading}”部分（第 {line} 行）与“{right}”（{source}）同年的文字雷同"
-- advice = "请重写该部分，避免内容雷同"
WITH worded AS MATERIALIZED (
    SELECT
        r.report_no, r.document_id, r.source, r.year, coalesce(r.town, r.unit_name) AS unit, s.heading, s.first_line,
        hash(replace(s.text, coalesce(r.town, r.unit_name), '')) AS words
    FROM store.section AS s
    JOIN store.current_reports() AS r USING (report_no)
    WHERE r.year IS NOT NULL AND length(s.text) >= 150 AND coalesce(r.town, r.unit_name) IS NOT NULL
),
first AS (
    SELECT year, words, arg_min(unit, document_id) AS unit, arg_min(source, document_id) AS source,
        arg_min(document_id, document_id) AS document_id
    FROM worded
    GROUP BY year, words
    HAVING count(DISTINCT unit) > 1
)
SELECT
    w.document_id,
    w.unit AS left_value,
    f.unit AS right_value,
    w.first_line AS line,
    w.heading,
    f.source
FROM worded AS w
JOIN first AS f ON f.year = w.year AND f.words = w.words AND f.unit <> w.unit
