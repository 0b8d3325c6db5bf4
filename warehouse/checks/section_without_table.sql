-- severity = "note"
-- reference = "国办公开办函〔2019〕60号 and 〔2021〕30号: parts 2 to 4 are tables"
-- [en]
-- title = "Each part that is a table has one"
-- meaning = "A part of the form that is a table holds it, in a report that has others of the tables. A part at the end of the text may be cut off, and is not told."
-- found = "the part “{left}”[ (line {line})] has no table"
-- advice = "add the table; write 0 where there is nothing"
-- [zh]
-- title = "表格部分应有表格"
-- meaning = "报告有其他法定表格时，以表格为内容的部分不应缺表。文末的部分可能被截去，不予提示。"
-- found = "“{left}”部分没有表格"
-- advice = "请补上表格；没有的填 0"
WITH seen AS (
    SELECT f.report_no, c.table_code, bool_and(f.status = 'absent') AS is_absent
    FROM store.fact AS f
    JOIN store.cell AS c USING (cell_no)
    GROUP BY f.report_no, c.table_code
)
SELECT
    r.document_id,
    t.table_code,
    s.heading AS left_value,
    s.heading_line AS line
FROM store.section AS s
JOIN seen AS t ON t.report_no = s.report_no AND t.table_code = s.code AND t.is_absent
JOIN store.report AS r ON r.report_no = s.report_no
WHERE EXISTS (FROM seen AS other WHERE other.report_no = s.report_no AND NOT other.is_absent)
    AND EXISTS (FROM store.section AS n WHERE n.report_no = s.report_no AND n.ordinal > s.ordinal AND n.text <> '')
QUALIFY 1 = row_number() OVER (PARTITION BY s.report_no, s.code ORDER BY s.ordinal)
