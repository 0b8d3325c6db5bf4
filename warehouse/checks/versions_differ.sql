-- title: Versions of one report say the same
-- severity: warning
-- meaning: Where several documents are reports of one town and year, a cell that two of them report has one value. The one with most reported cells is current; the others are held against it.
-- reference: Reports are changed after publication, or stand on two platforms with differences
WITH placed AS (
    SELECT report_no, document_id, source, is_current, year, store.place(county_code, county, town) AS place
    FROM store.held
    WHERE year IS NOT NULL
),
differing AS (
    SELECT
        other.document_id, current.source,
        c.table_code, c.row_code, c.column_code,
        theirs.value AS theirs, theirs.line AS line, ours.value AS ours, ours.line AS current_line,
        count(*) OVER of_document AS cells,
        row_number() OVER of_document AS place
    FROM placed AS other
    JOIN placed AS current ON current.place = other.place AND current.year = other.year AND current.is_current
    JOIN store.fact AS theirs ON theirs.report_no = other.report_no AND theirs.status = 'reported'
    JOIN store.fact AS ours
        ON ours.report_no = current.report_no AND ours.cell_no = theirs.cell_no AND ours.status = 'reported'
    JOIN store.cell AS c ON c.cell_no = theirs.cell_no
    WHERE NOT other.is_current AND ours.value <> theirs.value
    WINDOW of_document AS (PARTITION BY other.document_id ORDER BY theirs.cell_no
        ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
)
SELECT
    document_id,
    table_code,
    row_code,
    column_code,
    format(
        '{} of this version {} in the current one ({}); the first: {} {} is {} (line {}), there {} (line {}).',
        CASE cells WHEN 1 THEN '1 cell' ELSE cells || ' cells' END,
        CASE cells WHEN 1 THEN 'has another value' ELSE 'have other values' END,
        source, row_code, column_code, store.number(theirs), line, store.number(ours), current_line
    ) AS message,
    store.number(theirs) AS left_value,
    store.number(ours) AS right_value,
    line
FROM differing
WHERE place = 1
