-- title: A part of an item is not above the item
-- severity: error
-- meaning: Reports before 2019: what the annex counts as 其中 is part of the item before it.
-- reference: 国办发〔2014〕32号, annex 政府信息公开情况统计表: items 1.1a, 2.2.1a, 2.2.2a
WITH single AS (
    SELECT report_no, item, min(value) AS value, min(line) AS line
    FROM store.legacy
    WHERE item IS NOT NULL
    GROUP BY report_no, item
    HAVING count(*) = 1 AND count(value) = 1
)
SELECT
    r.document_id,
    NULL AS table_code,
    part.item AS row_code,
    NULL AS column_code,
    format(
        'Item {} is {} (line {}), more than item {}, {} (line {}).',
        part.item, store.number(part.value), part.line, whole.item, store.number(whole.value), whole.line
    ) AS message,
    store.number(part.value) AS left_value,
    store.number(whole.value) AS right_value,
    part.line
FROM single AS part
JOIN single AS whole ON whole.report_no = part.report_no AND part.item = whole.item || 'a'
JOIN store.report AS r ON r.report_no = part.report_no
WHERE part.item IN ('1.1a', '2.2.1a', '2.2.2a') AND part.value > whole.value
