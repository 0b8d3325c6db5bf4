-- severity = "warning"
-- reference = "Heuristic: 1 万元 is 10,000 元"
-- [en]
-- title = "Amounts of money keep their order"
-- meaning = "The same amount, in the same unit, is not a thousand times that of the year before, nor a thousandth: one of the two is then mostly in 元 and the other in 万元."
-- found = "the amount is {left}[ (line {line})], that of {earlier_year} {right}[ (line {earlier_line} of {earlier_source})]: one of them may be in yuan, the other in 10,000 yuan"
-- advice = "write both in 10,000 yuan"
-- [zh]
-- title = "金额数量级前后一致"
-- meaning = "同单位的同一金额与上年不应相差千倍：多半一年为元，一年为万元。"
-- found = "金额为 {left}，{earlier_year} 年为 {right}（{earlier_source}），疑一年以元计、一年以万元计"
-- advice = "请核对两年金额的单位"
SELECT
    y.document_id,
    this.table_code,
    this.row_code,
    this.column_code,
    store.number(this.value) AS left_value,
    store.number(earlier.value) AS right_value,
    this.line,
    y.earlier_year,
    earlier.line AS earlier_line,
    y.earlier_source
FROM years_in_turn AS y
JOIN store.reported('proactive') AS this ON this.report_no = y.report_no AND this.column_code = 'amount'
JOIN store.reported('proactive') AS earlier
    ON earlier.report_no = y.earlier_no AND earlier.cell_no = this.cell_no AND earlier.column_code = 'amount'
WHERE this.unit IS NOT DISTINCT FROM earlier.unit
    AND least(this.value, earlier.value) > 0
    AND greatest(this.value, earlier.value) >= 1000 * least(this.value, earlier.value)
