-- Reports that no list has, why.
SELECT document_id, source, province, county, coalesce(town, unit_name) AS town, year, reason, count(*) OVER () AS unplaced
FROM unplaced
ORDER BY reason, province, county, town, year, source
LIMIT $most
