-- severity = "error"
-- reference = "国办发〔2014〕32号, annex 政府信息公开情况统计表: items 3.1 to 3.3, 3.3.4, 4, 5, 8.3"
-- [en]
-- title = "The items of the annex add up"
-- meaning = "Reports before 2019: an item of the annex is the sum of its parts. It is assessed where every part is there once."
-- found = "the item is {left}[ (line {line})], but {parts} add up to {right}"
-- advice = "look at the original data, and let item and parts agree"
-- [zh]
-- title = "附表各项等于分项之和"
-- meaning = "附表（2019 年以前）各项等于其分项之和。各分项齐备时才检查。"
-- found = "该项为 {left}，其分项（{parts}）之和为 {right}"
-- advice = "请核对原始数据，使总项与分项一致"
WITH term AS (
    SELECT item AS whole, unnest(parts) AS part, len(parts) AS terms
    FROM (
        VALUES
            ('3.1', ['3.1.1', '3.1.2', '3.1.3', '3.1.4']),
            ('3.2', ['3.2.1', '3.2.2']),
            ('3.3', ['3.3.1', '3.3.2', '3.3.3', '3.3.4', '3.3.5', '3.3.6', '3.3.7', '3.3.8']),
            ('3.3.4', ['3.3.4a', '3.3.4b', '3.3.4c', '3.3.4d', '3.3.4e', '3.3.4f']),
            ('4', ['4.1', '4.2', '4.3']),
            ('5', ['5.1', '5.2', '5.3']),
            ('8.3', ['8.3.1', '8.3.2'])
    ) AS sums (item, parts)
),
-- A copy with columns for several offices has an item more than once: then nobody can tell which belong together.
single AS (
    SELECT report_no, item, min(value) AS value, min(line) AS line
    FROM store.legacy
    WHERE item IS NOT NULL
    GROUP BY report_no, item
    HAVING count(*) = 1 AND count(value) = 1
)
SELECT
    r.document_id,
    whole.item AS row_code,
    store.number(whole.value) AS left_value,
    store.number(sum(part.value)) AS right_value,
    whole.line,
    string_agg(part.item, ' + ' ORDER BY part.item) AS parts
FROM single AS whole
JOIN term ON term.whole = whole.item
JOIN single AS part ON part.report_no = whole.report_no AND part.item = term.part
JOIN store.report AS r ON r.report_no = whole.report_no
GROUP BY r.document_id, whole.item, whole.value, whole.line, term.terms
HAVING count(*) = term.terms AND sum(part.value) <> whole.value
