-- title: A table holds figures
-- severity: note
-- meaning: A report with the statutory tables has a number in at least one cell.
-- reference: 国办公开办函〔2019〕60号 and 〔2021〕30号: cells without cases are filled with 0
SELECT
    document_id,
    NULL AS table_code,
    NULL AS row_code,
    NULL AS column_code,
    format('The report has tables of form {}, and no number in any cell.', form) AS message,
    '0' AS left_value,
    NULL AS right_value,
    NULL AS line
FROM store.report
WHERE form NOT IN ('none', 'pre2019') AND reported_cells = 0
