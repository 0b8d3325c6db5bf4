-- Each check, what it means, and how many findings it has.
SELECT
    c."check", coalesce(f.severity, c.severity)::VARCHAR AS severity, c.title, c.title_zh, c.meaning, c.meaning_zh,
    coalesce(f.findings, 0) AS findings
FROM checks AS c
LEFT JOIN (SELECT "check", min(severity) AS severity, count(*) AS findings FROM findings GROUP BY "check") AS f
    ON f."check" = c."check"
ORDER BY findings = 0, coalesce(f.severity, c.severity), findings DESC, 1
