-- Each check, what it means, and how many findings it has. The reader's own checks have no rule in the warehouse.
SELECT
    coalesce(c."check", f."check") AS "check",
    coalesce(f.severity, c.severity)::VARCHAR AS severity,
    c.title, c.meaning, c.reference,
    coalesce(f.findings, 0) AS findings
FROM checks AS c
FULL JOIN (SELECT "check", min(severity) AS severity, count(*) AS findings FROM findings GROUP BY "check") AS f
    ON f."check" = c."check"
ORDER BY findings = 0, coalesce(f.severity, c.severity), findings DESC, 1
