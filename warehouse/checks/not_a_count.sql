-- title: Counts are whole and not negative
-- severity: error
-- meaning: A cell that counts is a whole number, and only the column change may be negative; an amount of money is not negative.
-- reference: 国办公开办函〔2019〕60号 and 〔2021〕30号: what the labels count
SELECT
    r.document_id,
    c.table_code,
    c.row_code,
    c.column_code,
    format('{} {} is {} (line {}), which is no count.', c.row_code, c.column_code, store.number(f.value), f.line) AS message,
    store.number(f.value) AS left_value,
    NULL AS right_value,
    f.line
FROM store.fact AS f
JOIN store.cell AS c USING (cell_no)
JOIN store.report AS r USING (report_no)
WHERE (f.value < 0 AND c.column_code <> 'change') OR (f.value <> trunc(f.value) AND c.column_code <> 'amount')
