-- title: An amount of money has a unit
-- severity: note
-- meaning: The form of 2019 prints no unit for the procurement amount on most copies; without one, 元 and 万元 cannot be told apart.
-- reference: 国办公开办函〔2019〕60号, part 2: 采购总金额
SELECT
    r.document_id,
    f.table_code,
    f.row_code,
    f.column_code,
    format('The amount {} (line {}) has no unit: 元 or 万元.', store.number(f.value), f.line) AS message,
    store.number(f.value) AS left_value,
    NULL AS right_value,
    f.line
FROM store.reported('proactive') AS f
JOIN store.report AS r USING (report_no)
WHERE f.column_code = 'amount' AND f.unit IS NULL AND f.value <> 0
