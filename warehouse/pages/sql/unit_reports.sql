-- The reports of the units that get a page, by unit and year.
SELECT
    l.unit, l.document_id, r.source, r.year, r.form, r.standing::VARCHAR AS standing, r.is_current, r.title, r.is_made_up,
    coalesce(f.errors, 0) AS errors, coalesce(f.findings, 0) AS findings
FROM listed AS l
JOIN reports AS r USING (document_id)
LEFT JOIN (
    SELECT document_id, count(*) AS findings, count(*) FILTER (severity = 'error') AS errors
    FROM findings
    GROUP BY document_id
) AS f USING (document_id)
SEMI JOIN (SELECT unit FROM listed SEMI JOIN chosen USING (document_id)) AS u ON u.unit = l.unit
ORDER BY l.unit, r.year NULLS LAST, r.is_current DESC, r.source, l.document_id
