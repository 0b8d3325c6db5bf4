-- The townships of each county, with the years that have a report and those that have none.
SELECT
    county_code,
    town_code,
    arg_max(town, year) AS town,
    list(year ORDER BY year) FILTER (held) AS held,
    list(year ORDER BY year) FILTER (NOT held) AS missing,
    map_from_entries(
        list({year: year, document_id: document_id} ORDER BY year) FILTER (document_id IN (SELECT document_id FROM chosen))
    ) AS pages
FROM coverage
GROUP BY county_code, town_code
ORDER BY county_code, town_code
