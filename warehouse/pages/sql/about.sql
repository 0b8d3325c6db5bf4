-- What the overview says in numbers, and which generation the pages were made from.
SELECT
    run.generation,
    strftime(run.finished, '%Y-%m-%d %H:%M') AS finished,
    run.facts_held,
    (SELECT count(*) FROM reports) AS reports_held,
    (SELECT count(*) FROM reports WHERE is_current) AS current_reports,
    (SELECT count(*) FROM reports WHERE is_made_up) AS made_up,
    (SELECT count(DISTINCT (county_code, county, town)) FROM reports WHERE town IS NOT NULL) AS towns_held,
    (SELECT count(*) FROM findings) AS findings_held,
    (SELECT count(*) FROM quarantine) AS quarantined,
    (SELECT count(*) FROM changes) AS changed
FROM runs AS run
ORDER BY run.generation DESC
LIMIT 1
