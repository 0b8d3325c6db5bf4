-- title: A town has figures of its own
-- severity: warning
-- meaning: No two towns of a county report all the same figures for a year. Assessed where at least four different figures that are not 0 are reported.
-- reference: Heuristic: reports are written on a neighbour's copy
WITH placed AS (
    SELECT
        r.report_no, r.document_id, r.source, r.year, r.town,
        coalesce(r.county_code, r.county) AS county, f.figures, f.different
    FROM store.held AS r
    JOIN store.fingerprints() AS f USING (report_no)
    WHERE r.is_current AND f.different >= 4
)
SELECT
    this.document_id,
    NULL AS table_code,
    NULL AS row_code,
    NULL AS column_code,
    format(
        'All {} different figures are those of {} ({}) in the same year.',
        any_value(this.different), arg_min(other.town, other.document_id), arg_min(other.source, other.document_id)
    ) AS message,
    this.town AS left_value,
    arg_min(other.town, other.document_id) AS right_value,
    NULL AS line
FROM placed AS this
JOIN placed AS other
    ON other.county = this.county AND other.year = this.year AND other.figures = this.figures AND other.town <> this.town
GROUP BY this.document_id, this.town
