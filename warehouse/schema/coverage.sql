-- What is held of what should be there. A township is on the list of a year if the nearest lists on both sides of that year
-- show it: lists are of some years only, and what changed between two of them is not known to the year. Before the first
-- list the first alone tells, after the last one the last.

CREATE OR REPLACE VIEW store.listed AS
WITH list AS (
    SELECT DISTINCT unnest([first_year, last_year]) AS year FROM store.township
),
span AS (
    SELECT min(year) AS first_list, max(year) AS last_list FROM list
),
wanted AS (
    SELECT unnest(range(2008, coalesce(
        -- A year that was not over when its report was found is a slip.
        (SELECT max(year) FROM store.held WHERE year < year(first_seen)), last_list
    ) + 1))::SMALLINT AS year FROM span
),
between_lists AS (
    SELECT
        w.year,
        coalesce(max(l.year) FILTER (l.year <= w.year), any_value(s.first_list)) AS list_before,
        coalesce(min(l.year) FILTER (l.year >= w.year), any_value(s.last_list)) AS list_after
    FROM wanted AS w, list AS l, span AS s
    GROUP BY w.year
)
SELECT t.*, b.year
FROM between_lists AS b
JOIN store.township AS t ON t.first_year <= b.list_before AND t.last_year >= b.list_after
-- Lists of one year do not always agree on a name: a code stands once.
QUALIFY 1 = row_number() OVER (PARTITION BY b.year, t.town_code ORDER BY t.last_year DESC, t.first_year, t.town);

-- Reports of a town, county and year with the township of the list that each is of: by its code, else by its name in the
-- county. town_code NULL: the list of the year has no such township. (By year, too: who asks for one has the list of one
-- made, and not those of all years.)
CREATE OR REPLACE VIEW store.placed AS
WITH placed AS (
    SELECT r.report_no, l.town_code, r.year, 1 AS rank
    FROM store.held AS r
    JOIN store.listed AS l ON l.year = r.year AND l.town_code = r.town_code
    UNION ALL
    SELECT r.report_no, l.town_code, r.year, 2 AS rank
    FROM store.held AS r
    JOIN store.listed AS l ON l.year = r.year AND l.county_code = r.county_code AND l.town = r.town
)
SELECT r.report_no, r.document_id, r.source, r.year, r.is_current, p.town_code
FROM store.held AS r
LEFT JOIN (FROM placed QUALIFY 1 = row_number() OVER (PARTITION BY report_no, year ORDER BY rank, town_code)) AS p
    USING (report_no, year)
WHERE r.unit_kind IN ('township', 'subdistrict') OR r.town IS NOT NULL;

CREATE OR REPLACE VIEW coverage AS
SELECT
    l.province, l.prefecture, l.county, l.town, l.town_code, l.county_code, l.year,
    coalesce(h.reports, 0) > 0 AS held,
    h.document_id,
    h.source,
    coalesce(h.reports, 0) AS reports
FROM store.listed AS l
LEFT JOIN (
    SELECT
        town_code,
        year,
        arg_min(document_id, (NOT is_current, document_id)) AS document_id,
        arg_min(source, (NOT is_current, document_id)) AS source,
        count(*) AS reports
    FROM store.placed
    WHERE town_code IS NOT NULL
    GROUP BY town_code, year
) AS h USING (town_code, year);

CREATE OR REPLACE VIEW unplaced AS
SELECT
    r.document_id, r.source, r.province, r.prefecture, r.county, r.town, r.unit_name, r.year,
    CASE
        WHEN r.town IS NULL THEN 'town not known'
        WHEN r.county IS NULL THEN 'county not known'
        WHEN r.year IS NULL THEN 'year not known'
        WHEN r.county_code IS NULL THEN 'counties of that name are several'
        ELSE 'not on the list of the year'
    END AS reason,
    r.candidates
FROM store.placed AS p
JOIN store.held AS r USING (report_no)
WHERE p.town_code IS NULL;
