-- severity = "warning"
-- reference = "Reports are changed after publication, or stand on two platforms with differences"
-- [en]
-- title = "Versions of one report say the same"
-- meaning = "Where several documents are reports of one town and year, a cell that two of them report has one value. The one with most reported cells is current; the others are held against it."
-- found = "cells with another value than in the current version ({source}): {cells}; the first is {left}[ (line {line})], there {right}[ (line {current_line})]"
-- advice = "look which version is right"
-- [zh]
-- title = "同一报告的各版本一致"
-- meaning = "同一乡镇同年的各版本，同一单元格数值应一致。填报最多的版本为现行版本，其余与之对照。"
-- found = "与现行版本（{source}）不同的单元格共 {cells} 个，其中第一个此处为 {left}，现行版本为 {right}"
-- advice = "请核对以哪个版本为准"
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
    store.number(d.theirs) AS left_value,
    store.number(d.ours) AS right_value,
    d.line,
    d.cells,
    current.source,
    d.current_line
FROM differing AS d
JOIN store.report AS other USING (report_no)
JOIN store.held AS current ON current.report_no = d.current_no
JOIN store.cell AS c USING (cell_no)
