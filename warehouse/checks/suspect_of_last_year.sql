-- severity = "note"
-- reference = "Heuristic: reports are written on last year's copy"
-- [en]
-- title = "A wrong figure is not last year's"
-- meaning = "A cell that the sums single out as wrong (suspect_cell) does not hold what the report of the year before has there."
-- found = "{left}[ (line {line})] is the figure of {earlier_year}[ (line {earlier_line} of {earlier_source})]; all sums would hold with {right}"
-- advice = "look whether last year's figure was left standing"
-- [zh]
-- title = "有误的数字不应沿用上年"
-- meaning = "勾稽关系指出有误的单元格，其数字不应恰为上年报告中的数字。"
-- found = "{left} 恰为 {earlier_year} 年报告（{earlier_source}）中的数字；若为 {right}，勾稽关系即全部成立"
-- advice = "请核对此格是否沿用了上年数字"
SELECT
    y.document_id,
    f.table_code,
    f.row_code,
    f.column_code,
    f.left_value,
    f.right_value,
    f.line,
    y.earlier_year,
    earlier.line AS earlier_line,
    y.earlier_source
FROM years_in_turn AS y
JOIN store.finding AS f ON f.report_no = y.report_no AND f.check_code = 'suspect_cell'
JOIN store.cell AS c USING (table_code, row_code, column_code)
JOIN store.fact AS earlier ON earlier.report_no = y.earlier_no AND earlier.cell_no = c.cell_no
WHERE earlier.value <> 0 AND store.number(earlier.value) = f.left_value
