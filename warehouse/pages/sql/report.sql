-- The reports that get a page.
SELECT
    document_id, source, unit_kind, unit_name, town, county, prefecture, province, town_code, county_code, year,
    is_current, standing::VARCHAR AS standing, encoding, damaged_characters, layout, form, title, url, root, candidates,
    reader_version,
    (SELECT count(*) FROM findings AS f WHERE f.document_id = reports.document_id) AS findings
FROM chosen
JOIN reports USING (document_id)
ORDER BY chosen.place
