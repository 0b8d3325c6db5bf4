-- All reports: those with most errors first, then those with most warnings, then those without any; current ones and late
-- years before others.
SELECT r.document_id
FROM reports AS r
LEFT JOIN (
    SELECT
        document_id,
        count(*) FILTER (severity = 'error') AS errors, count(*) FILTER (severity = 'warning') AS warnings,
        count(*) AS findings
    FROM findings
    GROUP BY document_id
) AS f USING (document_id)
ORDER BY
    coalesce(f.errors, 0) DESC, coalesce(f.warnings, 0) DESC, r.is_current DESC, coalesce(f.findings, 0) DESC,
    r.year DESC NULLS LAST, r.source, r.document_id
LIMIT $most
