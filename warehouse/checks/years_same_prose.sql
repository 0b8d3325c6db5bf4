-- title: A year has words of its own
-- severity: note
-- meaning: A stretch of prose of 150 characters or more is not word for word that of the year before.
-- reference: Heuristic: reports are written on last year's copy
SELECT
    y.document_id,
    NULL AS table_code,
    NULL AS row_code,
    NULL AS column_code,
    format(
        'The part “{}” (line {}) is word for word that of {} (line {} of {}).',
        this.heading, this.first_line, y.earlier_year, earlier.first_line, y.earlier_source
    ) AS message,
    y.year::VARCHAR AS left_value,
    y.earlier_year::VARCHAR AS right_value,
    this.first_line AS line
FROM years_in_turn AS y
JOIN store.section AS this ON this.report_no = y.report_no
JOIN store.section AS earlier ON earlier.report_no = y.earlier_no AND earlier.text = this.text
WHERE length(this.text) >= 150
