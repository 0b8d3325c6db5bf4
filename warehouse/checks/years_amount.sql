-- title: Amounts of money keep their order
-- severity: warning
-- meaning: The same amount, in the same unit, is not a thousand times that of the year before, nor a thousandth: one of the two is then mostly in 元 and the other in 万元.
-- reference: Heuristic: 1 万元 is 10,000 元
SELECT
    y.document_id,
    this.table_code,
    this.row_code,
    this.column_code,
    format(
        'The amount of {} is {} (line {}), that of {} {} (line {} of {}): one of them may be in 元, the other in 万元.',
        y.year, store.number(this.value), this.line,
        y.earlier_year, store.number(earlier.value), earlier.line, y.earlier_source
    ) AS message,
    store.number(this.value) AS left_value,
    store.number(earlier.value) AS right_value,
    this.line
FROM years_in_turn AS y
JOIN store.reported('proactive') AS this ON this.report_no = y.report_no AND this.column_code = 'amount'
JOIN store.reported('proactive') AS earlier
    ON earlier.report_no = y.earlier_no AND earlier.cell_no = this.cell_no AND earlier.column_code = 'amount'
WHERE this.unit IS NOT DISTINCT FROM earlier.unit
    AND least(this.value, earlier.value) > 0
    AND greatest(this.value, earlier.value) >= 1000 * least(this.value, earlier.value)
