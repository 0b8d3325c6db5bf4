-- severity = "error"
-- reference = "国办发〔2014〕32号, annex 政府信息公开情况统计表: items 1.1a, 2.2.1a, 2.2.2a"
-- [en]
-- title = "A part of an item is not above the item"
-- meaning = "Reports before 2019: what the annex counts as 其中 is part of the item before it."
-- found = "a part, {left}[ (line {line})], is more than its whole, {right}[ (line {whole_line})]"
-- advice = "look at the original data, and let part and whole agree"
-- [zh]
-- title = "分项不大于总项"
-- meaning = "2019 年以前的附表中，“其中”是上一项的一部分。"
-- found = "分项 {left} 大于所属总项 {right}[（第 {whole_line} 行）]"
-- advice = "请核对原始数据，使分项不大于总项"
WITH single AS (
    SELECT report_no, item, min(value) AS value, min(line) AS line
    FROM store.legacy
    WHERE item IS NOT NULL
    GROUP BY report_no, item
    HAVING count(*) = 1 AND count(value) = 1
)
SELECT
    r.document_id,
    part.item AS row_code,
    store.number(part.value) AS left_value,
    store.number(whole.value) AS right_value,
    part.line,
    whole.line AS whole_line
FROM single AS part
JOIN single AS whole ON whole.report_no = part.report_no AND part.item = whole.item || 'a'
JOIN store.report AS r ON r.report_no = part.report_no
WHERE part.item IN ('1.1a', '2.2.1a', '2.2.2a') AND part.value > whole.value
