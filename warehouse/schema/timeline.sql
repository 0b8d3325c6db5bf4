-- Reporting units through renaming, upgrading, merging and new counties around them.

-- No list has departments: they are what reports show, in the years of these.
CREATE OR REPLACE VIEW store.department_name AS
SELECT
    unit_id, store.department(unit_name, province, prefecture, county) AS name, '部门' AS kind, county, prefecture, province,
    county_code, min(year) AS first_year, max(year) AS last_year
FROM store.held
WHERE unit_kind = 'department' AND unit_id IS NOT NULL AND year IS NOT NULL
GROUP BY ALL;

CREATE OR REPLACE VIEW unit_names AS
SELECT unit_id, name, kind, county, prefecture, province, code, county_code, first_year, last_year
FROM (FROM store.unit_name UNION ALL BY NAME FROM store.department_name)
ORDER BY unit_id, first_year, last_year, code;

CREATE OR REPLACE VIEW units AS
SELECT
    n.unit_id,
    CASE
        WHEN bool_and(n.is_township IS NULL) THEN 'department'
        WHEN NOT bool_or(n.is_township) THEN 'county'
        WHEN arg_max(n.kind, (n.last_year, n.first_year)) = '街道' THEN 'subdistrict'
        ELSE 'township'
    END AS unit_kind,
    arg_max(n.name, (n.last_year, n.first_year)) AS name,
    arg_max(n.county, (n.last_year, n.first_year)) AS county,
    arg_max(n.prefecture, (n.last_year, n.first_year)) AS prefecture,
    arg_max(n.province, (n.last_year, n.first_year)) AS province,
    arg_max(n.code, (n.last_year, n.first_year)) AS code,
    arg_max(n.county_code, (n.last_year, n.first_year)) AS county_code,
    min(n.first_year) AS first_year,
    max(n.last_year) AS last_year,
    list(format('{} {}-{}', n.name, n.first_year, n.last_year) ORDER BY n.first_year, n.last_year, n.code) AS names,
    any_value(s.successor_ids) AS successor_ids
FROM (FROM store.unit_name UNION ALL BY NAME FROM store.department_name) AS n
LEFT JOIN (
    SELECT unit_id, list(successor_id ORDER BY successor_id) AS successor_ids FROM store.unit_successor GROUP BY unit_id
) AS s USING (unit_id)
GROUP BY n.unit_id
ORDER BY n.unit_id;
