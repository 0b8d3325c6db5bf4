-- The reports with findings: those with most errors first, then those with most warnings; current ones before others.
SELECT document_id
FROM findings
GROUP BY document_id
ORDER BY
    count(*) FILTER (severity = 'error') DESC, count(*) FILTER (severity = 'warning') DESC, bool_or(is_current) DESC,
    count(*) DESC, min(source), document_id
LIMIT $most
