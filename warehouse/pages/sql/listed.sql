-- Every report with the unit that it belongs to: the unit of the lists, else what the text calls it in its county, else alone.
CREATE OR REPLACE TEMP TABLE listed AS
SELECT
    document_id,
    coalesce(
        unit_id,
        'p' || left(sha256(store.place(county_code, county, coalesce(town, unit_name))), 12),
        'd' || left(document_id, 12)
    ) AS unit,
    province, prefecture, county,
    coalesce(town, unit_name, county, source) AS name,
    coalesce(town_code, county_code, 'z') AS code,
    year, is_current, source
FROM reports
