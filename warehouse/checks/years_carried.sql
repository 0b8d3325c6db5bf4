-- title: What was carried out is carried in
-- severity: warning
-- meaning: Per column: carried_in of a year is carried_out of the year before, also where the form changed between them.
-- reference: 国办公开办函〔2019〕60号 and 〔2021〕30号, part 3: 上年结转 and 结转下年度继续办理
SELECT
    y.document_id,
    'applications' AS table_code,
    'carried_in' AS row_code,
    this.column_code,
    format(
        'In column {}: carried_in of {} is {} (line {}), but carried_out of {} is {} (line {} of {}).',
        this.column_code, y.year, store.number(this.value), this.line,
        y.earlier_year, store.number(earlier.value), earlier.line, y.earlier_source
    ) AS message,
    store.number(this.value) AS left_value,
    store.number(earlier.value) AS right_value,
    this.line
FROM years_in_turn AS y
JOIN store.reported('applications') AS this ON this.report_no = y.report_no AND this.row_code = 'carried_in'
JOIN store.reported('applications') AS earlier
    ON earlier.report_no = y.earlier_no AND earlier.row_code = 'carried_out' AND earlier.column_code = this.column_code
WHERE this.value <> earlier.value
