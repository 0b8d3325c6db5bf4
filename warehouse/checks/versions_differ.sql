-- title: Versions of one report say the same
-- severity: warning
-- meaning: Where several documents are reports of one town and year, a cell that two of them report has one value. The one with most reported cells is current; the others are held against it.
-- reference: Reports are changed after publication, or stand on two platforms with differences
WITH placed AS (
    SELECT report_no, document_id, source, is_current, year, store.place(county_code, county, town) AS place
    FROM store.held
    WHERE year IS NOT NULL
),
pair AS MATERIALIZED (
    SELECT other.report_no AS other_no, other.document_id, current.report_no AS current_no, current.source
    FROM placed AS other
    JOIN placed AS current ON current.place = other.place AND current.year = other.year AND current.is_current
    WHERE NOT other.is_current
),
differing AS (
    SELECT
        p.other_no, p.current_no,
        count(*) AS cells,
        arg_min(
            {'cell_no': ours.cell_no, 'theirs': theirs.value, 'line': theirs.line, 'ours': ours.value,
             'current_line': ours.line},
            ours.cell_no
        ) AS first
    FROM pair AS p
    JOIN store.fact AS theirs ON theirs.report_no = p.other_no AND theirs.status = 'reported'
    JOIN store.fact AS ours
        ON ours.report_no = p.current_no AND ours.cell_no = theirs.cell_no AND ours.status = 'reported'
    WHERE ours.value <> theirs.value
    GROUP BY p.other_no, p.current_no
)
SELECT
    p.document_id,
    c.table_code,
    c.row_code,
    c.column_code,
    format(
        '{} of this version {} in the current one ({}); the first: {} {} is {} (line {}), there {} (line {}).',
        CASE d.cells WHEN 1 THEN '1 cell' ELSE d.cells || ' cells' END,
        CASE d.cells WHEN 1 THEN 'has another value' ELSE 'have other values' END,
        p.source, c.row_code, c.column_code,
        store.number(d.first.theirs), d.first.line, store.number(d.first.ours), d.first.current_line
    ) AS message,
    store.number(d.first.theirs) AS left_value,
    store.number(d.first.ours) AS right_value,
    d.first.line AS line
FROM differing AS d
JOIN pair AS p USING (other_no, current_no)
JOIN store.cell AS c ON c.cell_no = d.first.cell_no
