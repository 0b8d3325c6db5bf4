-- thresholds = {}
-- acceptable = false
-- [en]
-- title = "Keys are unique"
-- meaning = "One report a document, one current report a unit, county and year, one fact a cell of a report, and each part of a report belongs to one: anything else is a fault of the program."
-- found = "{count} {what}, for example {example}."
-- advice = "That is a fault of the program: report it."
-- [zh]
-- title = "键值唯一"
-- meaning = "每份文件一份报告，每个单位、县、年度一份现行报告，每份报告的每个单元格一个数值，报告的各部分都有归属；否则即为程序错误。"
-- found = "{what_zh}：{count} 处，如 {example}。"
-- advice = "属程序错误，请反馈。"
WITH marked AS MATERIALIZED (
    SELECT report_no, sum(hash(cell_no)) AS cells
    FROM store.fact
    GROUP BY report_no
),
-- Reports of the same cells have the same sum, so one of them is looked at: to group hundreds of millions of facts by
-- report and cell would take far more memory.
twice AS (
    SELECT k.cells
    FROM (SELECT cells, min(report_no) AS report_no FROM marked GROUP BY cells) AS k
    JOIN store.fact USING (report_no)
    GROUP BY k.cells, cell_no
    HAVING count(*) > 1
)
SELECT count(*) AS count, what, what_zh, min(example) AS example
FROM (
    SELECT 'documents are reports more than once' AS what, '一份文件有多份报告' AS what_zh, document_id AS example
    FROM store.report
    GROUP BY document_id
    HAVING count(*) > 1
    UNION ALL
    SELECT 'reports have the number of another', '报告编号重复', report_no::VARCHAR
    FROM store.report
    GROUP BY report_no
    HAVING count(*) > 1
    UNION ALL
    SELECT 'reports stand for no document', '报告没有对应文件', document_id
    FROM store.report
    ANTI JOIN (FROM store.document WHERE outcome = 'report') USING (document_id)
    UNION ALL
    SELECT 'documents have no report', '文件没有报告', document_id
    FROM (FROM store.document WHERE outcome = 'report')
    ANTI JOIN store.report USING (document_id)
    UNION ALL
    SELECT 'units have several current reports for a year', '单位同年有多份现行报告', document_id
    FROM (
        SELECT min(report_no) AS report_no
        FROM store.held
        WHERE is_current AND coalesce(town, unit_name) IS NOT NULL AND county IS NOT NULL AND year IS NOT NULL
        GROUP BY store.place(county_code, county, coalesce(town, unit_name)), year
        HAVING count(*) > 1
    )
    JOIN store.report USING (report_no)
    UNION ALL
    SELECT 'units have several current reports for a year under their names', '单位同年以不同名称有多份现行报告', min(document_id)
    FROM store.held
    WHERE is_current AND unit_id IS NOT NULL AND year IS NOT NULL
    GROUP BY unit_id, year
    HAVING count(*) > 1
    UNION ALL
    SELECT 'reports have a cell more than once', '报告的单元格重复', report_no::VARCHAR
    FROM marked
    WHERE cells IN (SELECT cells FROM twice)
    UNION ALL
    SELECT 'facts belong to no report', '数值不属于任何报告', report_no::VARCHAR
    FROM marked
    ANTI JOIN store.report USING (report_no)
)
GROUP BY what, what_zh
ORDER BY what
