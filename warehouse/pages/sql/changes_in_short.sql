-- What the published generation changed, counted. The fields of facts and figures are too many to be told apart here.
SELECT
    what, change, CASE WHEN what IN ('key', 'finding') OR (what = 'document' AND change = 'changed') THEN field END AS field, count(*) AS changes,
    list_position(['reader', 'document', 'key', 'fact', 'figure', 'finding'], what) AS place
FROM changes
GROUP BY ALL
ORDER BY place, change, field
