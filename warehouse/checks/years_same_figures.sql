-- title: A year has figures of its own
-- severity: warning
-- meaning: Not all figures of a report are those of the year before. Assessed where at least three different figures that are not 0 are reported: a report that was copied has no other.
-- reference: Heuristic: reports are written on last year's copy
WITH fingerprint AS MATERIALIZED (FROM store.fingerprints()),
same AS (
    SELECT y.*
    FROM years_in_turn AS y
    JOIN fingerprint AS this ON this.report_no = y.report_no
    JOIN fingerprint AS earlier ON earlier.report_no = y.earlier_no AND earlier.figures = this.figures
)
SELECT
    document_id,
    NULL AS table_code,
    NULL AS row_code,
    NULL AS column_code,
    format(
        'All {} different figures of {} are those of {} ({}): the tables may have been copied.',
        different, year, earlier_year, earlier_source
    ) AS message,
    year::VARCHAR AS left_value,
    earlier_year::VARCHAR AS right_value,
    NULL AS line
FROM same
JOIN store.different_figures('same') USING (report_no)
WHERE different >= 3
