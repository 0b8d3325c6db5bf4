-- County by year: townships on the list, and how many of them have a report. Names are those of the last list.
SELECT
    left(county_code, 2) AS province_code,
    arg_max(province, year) OVER (PARTITION BY left(county_code, 2)) AS province,
    arg_max(prefecture, year) OVER (PARTITION BY county_code) AS prefecture,
    arg_max(county, year) OVER (PARTITION BY county_code) AS county,
    county_code, year, listed, held
FROM (
    SELECT
        county_code, year,
        min(province) AS province, min(prefecture) AS prefecture, min(county) AS county,
        count(*) AS listed, count(*) FILTER (held) AS held
    FROM coverage
    GROUP BY county_code, year
)
ORDER BY county_code, year
