-- title: A wrong figure is not last year's
-- severity: note
-- meaning: A cell that the sums single out as wrong (suspect_cell) does not hold what the report of the year before has there.
-- reference: Heuristic: reports are written on last year's copy
SELECT
    y.document_id,
    f.table_code,
    f.row_code,
    f.column_code,
    format(
        '{} {} is {} (line {}), as in {} (line {} of {}); all sums would hold if it were {}.',
        f.row_code, f.column_code, f.left_value, f.line, y.earlier_year, earlier.line, y.earlier_source, f.right_value
    ) AS message,
    f.left_value,
    f.right_value,
    f.line
FROM years_in_turn AS y
JOIN store.finding AS f ON f.report_no = y.report_no AND f.check_code = 'suspect_cell'
JOIN store.cell AS c USING (table_code, row_code, column_code)
JOIN store.fact AS earlier ON earlier.report_no = y.earlier_no AND earlier.cell_no = c.cell_no
WHERE earlier.value <> 0 AND store.number(earlier.value) = f.left_value
