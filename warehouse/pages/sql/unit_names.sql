-- What the lists call the units that get a page, through the years; neighbouring lists with one name are one row.
SELECT
    n.unit_id AS unit, n.name, n.county, n.prefecture, min(n.first_year) AS first_year, max(n.last_year) AS last_year
FROM unit_names AS n
SEMI JOIN (SELECT unit FROM listed SEMI JOIN chosen USING (document_id)) AS u ON u.unit = n.unit_id
GROUP BY ALL
ORDER BY unit, first_year, last_year, n.name
