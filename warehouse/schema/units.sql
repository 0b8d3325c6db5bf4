-- The unit that each report is of, through all its names: of the rows of the lists with the report's code, else its name in
-- its county, those that the name and the year fit best. Where these are of several units, none is said.
DELETE FROM store.unit_of;
INSERT INTO store.unit_of BY NAME
WITH matched AS (
    SELECT
        r.report_no, n.unit_id, n.name = r.town AS same_name, r.year, n.first_year, n.last_year
    FROM store.held AS r
    JOIN store.unit_name AS n ON n.is_township AND n.code = r.town_code
    UNION ALL
    SELECT r.report_no, n.unit_id, true, r.year, n.first_year, n.last_year
    FROM store.held AS r
    JOIN store.unit_name AS n
        ON n.is_township AND r.town_code IS NULL AND n.county_code = r.county_code AND n.name = r.town
    UNION ALL
    SELECT r.report_no, n.unit_id, n.name = r.county, r.year, n.first_year, n.last_year
    FROM store.held AS r
    JOIN store.unit_name AS n ON NOT n.is_township AND r.unit_kind = 'county' AND n.code = r.county_code
),
best AS (
    FROM matched
    QUALIFY 1 = dense_rank() OVER (
        PARTITION BY report_no
        ORDER BY same_name DESC, coalesce(year BETWEEN first_year - 1 AND last_year + 1, false) DESC
    )
)
SELECT report_no, any_value(unit_id) AS unit_id
FROM best
GROUP BY report_no
HAVING count(DISTINCT unit_id) = 1;
