-- title: A year has figures of its own
-- severity: warning
-- meaning: Not all figures of a report are those of the year before. Assessed where at least three different figures that are not 0 are reported: a report that was copied has no other.
-- reference: Heuristic: reports are written on last year's copy
SELECT
    y.document_id,
    NULL AS table_code,
    NULL AS row_code,
    NULL AS column_code,
    format(
        'All {} different figures of {} are those of {} ({}): the tables may have been copied.',
        this.different, y.year, y.earlier_year, y.earlier_source
    ) AS message,
    y.year::VARCHAR AS left_value,
    y.earlier_year::VARCHAR AS right_value,
    NULL AS line
FROM store.years_in_turn() AS y
JOIN store.fingerprints() AS this ON this.report_no = y.report_no AND this.different >= 3
JOIN store.fingerprints() AS earlier ON earlier.report_no = y.earlier_no AND earlier.figures = this.figures
