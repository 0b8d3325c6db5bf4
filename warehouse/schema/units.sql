-- The unit that each report is of, through all its names: of the rows of the lists with the report's code, else its name in
-- its county, those that the name and the year fit best. Where these are of several units, none is said, nor where the
-- lists show two names of a unit side by side for years: these are two. A department is its county's unit and its name.
-- Reports of one place and year are of one unit, so that one of them speaks for it: see current.sql.
DELETE FROM store.unit_of;
INSERT INTO store.unit_of BY NAME
WITH two_at_once AS (
    SELECT one.unit_id
    FROM store.unit_name AS one
    JOIN store.unit_name AS other USING (unit_id)
    WHERE (one.name, one.county) <> (other.name, other.county)
        AND least(one.last_year, other.last_year) - greatest(one.first_year, other.first_year) > 1
),
held AS (
    SELECT * EXCLUDE (unit_id), store.place(county_code, county, coalesce(town, unit_name)) AS place FROM store.held
),
matched AS (
    SELECT r.report_no, n.unit_id, n.name = r.town AS same_name, r.year, n.first_year, n.last_year
    FROM held AS r
    JOIN store.unit_name AS n ON n.is_township AND n.code = r.town_code
    UNION ALL
    SELECT r.report_no, n.unit_id, true, r.year, n.first_year, n.last_year
    FROM held AS r
    JOIN store.unit_name AS n ON n.is_township AND r.town_code IS NULL AND n.county_code = r.county_code AND n.name = r.town
    UNION ALL
    SELECT
        r.report_no,
        n.unit_id || CASE r.unit_kind
            WHEN 'county' THEN ''
            ELSE '-' || left(sha256(store.department(r.unit_name, r.province, r.prefecture, r.county)), 8)
        END,
        n.name = r.county, r.year, n.first_year, n.last_year
    FROM held AS r
    JOIN store.unit_name AS n ON NOT n.is_township AND r.unit_kind IN ('county', 'department') AND n.code = r.county_code
),
best AS (
    FROM matched
    QUALIFY 1 = dense_rank() OVER (
        PARTITION BY report_no
        ORDER BY same_name DESC, coalesce(year BETWEEN first_year - 1 AND last_year + 1, false) DESC
    )
),
agreed AS (
    SELECT report_no, any_value(unit_id) AS unit_id
    FROM best
    GROUP BY report_no
    HAVING count(DISTINCT unit_id) = 1
),
of_place AS (
    SELECT place, year, any_value(unit_id) AS unit_id
    FROM agreed
    JOIN held USING (report_no)
    GROUP BY place, year
    HAVING count(DISTINCT unit_id) = 1 AND any_value(unit_id) NOT IN (FROM two_at_once)
)
SELECT h.report_no, p.unit_id
FROM held AS h
JOIN of_place AS p ON p.place = h.place AND p.year IS NOT DISTINCT FROM h.year;
