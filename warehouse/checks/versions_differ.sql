-- title: Versions of one report say the same
-- severity: warning
-- meaning: Where several documents are reports of one town and year, a cell that two of them report has one value. The one with most reported cells is current; the others are held against it.
-- reference: Reports are changed after publication, or stand on two platforms with differences
WITH differing AS (
    SELECT
        p.report_no, p.current_no,
        count(*) AS cells,
        min(ours.cell_no) AS cell_no,
        arg_min(theirs.value, ours.cell_no) AS theirs,
        arg_min(theirs.line, ours.cell_no) AS line,
        arg_min(ours.value, ours.cell_no) AS ours,
        arg_min(ours.line, ours.cell_no) AS current_line
    FROM versions_in_turn AS p
    JOIN store.fact AS theirs ON theirs.report_no = p.report_no AND theirs.status = 'reported'
    JOIN store.fact AS ours
        ON ours.report_no = p.current_no AND ours.cell_no = theirs.cell_no AND ours.status = 'reported'
    WHERE ours.value <> theirs.value
    GROUP BY p.report_no, p.current_no
)
SELECT
    other.document_id,
    c.table_code,
    c.row_code,
    c.column_code,
    format(
        '{} of this version {} in the current one ({}); the first: {} {} is {} (line {}), there {} (line {}).',
        CASE d.cells WHEN 1 THEN '1 cell' ELSE d.cells || ' cells' END,
        CASE d.cells WHEN 1 THEN 'has another value' ELSE 'have other values' END,
        current.source, c.row_code, c.column_code,
        store.number(d.theirs), d.line, store.number(d.ours), d.current_line
    ) AS message,
    store.number(d.theirs) AS left_value,
    store.number(d.ours) AS right_value,
    d.line
FROM differing AS d
JOIN store.report AS other USING (report_no)
JOIN store.held AS current ON current.report_no = d.current_no
JOIN store.cell AS c USING (cell_no)
