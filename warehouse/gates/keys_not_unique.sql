-- title: Keys are unique
-- meaning: One report a document, one current report a unit, county and year, one fact a cell of a report, and each part of a report belongs to one: anything else is a fault of the program.
-- thresholds: 
-- acceptable: no
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
SELECT format('{} {}, for example {}.', count(*), what, min(example)) AS reason
FROM (
    SELECT 'documents are reports more than once' AS what, document_id AS example
    FROM store.report
    GROUP BY document_id
    HAVING count(*) > 1
    UNION ALL
    SELECT 'reports have the number of another', report_no::VARCHAR
    FROM store.report
    GROUP BY report_no
    HAVING count(*) > 1
    UNION ALL
    SELECT 'reports stand for no document', document_id
    FROM store.report
    ANTI JOIN (FROM store.document WHERE outcome = 'report') USING (document_id)
    UNION ALL
    SELECT 'documents have no report', document_id
    FROM (FROM store.document WHERE outcome = 'report')
    ANTI JOIN store.report USING (document_id)
    UNION ALL
    SELECT 'units have several current reports for a year', document_id
    FROM (
        SELECT min(report_no) AS report_no
        FROM store.held
        WHERE is_current AND coalesce(town, unit_name) IS NOT NULL AND county IS NOT NULL AND year IS NOT NULL
        GROUP BY store.place(county_code, county, coalesce(town, unit_name)), year
        HAVING count(*) > 1
    )
    JOIN store.report USING (report_no)
    UNION ALL
    SELECT 'units have several current reports for a year under their names', min(document_id)
    FROM store.held
    WHERE is_current AND unit_id IS NOT NULL AND year IS NOT NULL
    GROUP BY unit_id, year
    HAVING count(*) > 1
    UNION ALL
    SELECT 'reports have a cell more than once', report_no::VARCHAR
    FROM marked
    WHERE cells IN (SELECT cells FROM twice)
    UNION ALL
    SELECT 'facts belong to no report', report_no::VARCHAR
    FROM marked
    ANTI JOIN store.report USING (report_no)
)
GROUP BY what
ORDER BY what
