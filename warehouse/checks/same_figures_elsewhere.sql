-- title: A town has figures of its own
-- severity: warning
-- meaning: No two towns of a county report all the same figures for a year. Assessed where at least four different figures that are not 0 are reported.
-- reference: Heuristic: reports are written on a neighbour's copy
WITH placed AS MATERIALIZED (
    SELECT
        r.report_no, r.document_id, r.source, r.year, r.town,
        coalesce(r.county_code, r.county) AS county, f.figures
    FROM store.held AS r
    JOIN store.fingerprints() AS f USING (report_no)
    WHERE r.is_current
),
same AS (
    SELECT
        this.report_no, this.document_id, this.town,
        arg_min(other.town, other.document_id) AS other_town,
        arg_min(other.source, other.document_id) AS other_source
    FROM placed AS this
    JOIN placed AS other
        ON other.county = this.county AND other.year = this.year AND other.figures = this.figures
        AND other.town <> this.town
    GROUP BY this.report_no, this.document_id, this.town
)
SELECT
    document_id,
    NULL AS table_code,
    NULL AS row_code,
    NULL AS column_code,
    format('All {} different figures are those of {} ({}) in the same year.', different, other_town, other_source)
        AS message,
    town AS left_value,
    other_town AS right_value,
    NULL AS line
FROM same
JOIN store.different_figures('same') USING (report_no)
WHERE different >= 4
