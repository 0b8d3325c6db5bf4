-- severity = "warning"
-- reference = "立法法 (2023) 第九十一条, 第九十三条: who makes 规章"
-- [en]
-- title = "A town makes no government rules"
-- meaning = "A township or subdistrict has no power to make 规章: such figures are mostly its normative documents or in-house rules."
-- found = "towns have no power to make government rules, and yet {left} is reported[ (line {line})]"
-- advice = "normative documents belong into their own row; else write 0"
-- [zh]
-- title = "乡镇无权制定规章"
-- meaning = "乡镇和街道无权制定规章：这类数字多为规范性文件或内部制度。"
-- found = "乡镇、街道无权制定规章，此处却填有 {left} 件"
-- advice = "如为规范性文件，请填入“行政规范性文件”行；否则填 0"
SELECT
    r.document_id,
    'proactive' AS table_code,
    'rules' AS row_code,
    store.number(max(f.value)) AS left_value,
    '0' AS right_value,
    min(f.line) AS line
FROM store.reported('proactive') AS f
JOIN store.held AS r USING (report_no)
WHERE f.row_code = 'rules' AND f.value <> 0 AND r.unit_kind IN ('township', 'subdistrict')
GROUP BY r.document_id, r.unit_kind
