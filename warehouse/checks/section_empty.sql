-- severity = "note"
-- reference = "国办公开办函〔2021〕30号, part 5: 存在的主要问题及改进情况"
-- [en]
-- title = "The part on problems says something"
-- meaning = "The part on problems and improvements holds more than a word or two (无, 略)."
-- found = "the part “{left}” (line {line}) says nothing"
-- advice = "say what the problems are, and what improves"
-- [zh]
-- title = "“存在的主要问题及改进情况”应有内容"
-- meaning = "“存在的主要问题及改进情况”不应只有“无”“略”等字。"
-- found = "“{left}”部分（第 {line} 行）没有内容"
-- advice = "请写明存在的问题和改进情况"
SELECT
    r.document_id,
    s.heading AS left_value,
    s.text AS right_value,
    s.first_line AS line
FROM store.section AS s
JOIN store.report AS r USING (report_no)
WHERE s.code = 'problems' AND length(regexp_replace(s.text, '[\s\p{P}]', '', 'g')) < 5
    -- What stands at the end of the text may be cut off there.
    AND (
        regexp_matches(s.text, '^\s*(?:无|略|没有|暂无)')
        OR EXISTS (FROM store.section AS n WHERE n.report_no = s.report_no AND n.ordinal > s.ordinal)
    )
    -- Its sentences may stand under headings of their own.
    AND NOT EXISTS (
        FROM store.section AS n
        WHERE n.report_no = s.report_no AND n.ordinal = s.ordinal + 1 AND n.code IN ('problems', 'other')
    )
