-- title: The items of the year before are those that it left
-- severity: warning
-- meaning: Form of 2019, per row: items_last_year = items_last_year + change of the report on the year before. Not printed on the form.
-- reference: 国办公开办函〔2019〕60号, part 2: 上一年项目数量, 本年增/减
SELECT
    y.document_id,
    'proactive' AS table_code,
    this.row_code,
    'items_last_year' AS column_code,
    format(
        'In row {}: items_last_year of {} is {} (line {}), but {} + {} of {} is {} (line {} of {}).',
        this.row_code, y.year, store.number(this.value), this.line,
        store.number(items.value), store.number(change.value), y.earlier_year,
        store.number(items.value + change.value), items.line, y.earlier_source
    ) AS message,
    store.number(this.value) AS left_value,
    store.number(items.value + change.value) AS right_value,
    this.line
FROM years_in_turn AS y
JOIN store.reported('proactive') AS this ON this.report_no = y.report_no AND this.column_code = 'items_last_year'
JOIN store.reported('proactive') AS items
    ON items.report_no = y.earlier_no AND items.row_code = this.row_code AND items.column_code = 'items_last_year'
JOIN store.reported('proactive') AS change
    ON change.report_no = y.earlier_no AND change.row_code = this.row_code AND change.column_code = 'change'
WHERE this.value <> items.value + change.value
