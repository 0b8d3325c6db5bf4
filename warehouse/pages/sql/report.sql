-- The reports that get a page, by place and year: the order in which to go from one to the next.
SELECT
    r.document_id, r.source, r.unit_kind, r.unit_name, r.town, r.county, r.prefecture, r.province, r.town_code, r.county_code,
    r.year, r.is_current, r.standing::VARCHAR AS standing, r.encoding, r.damaged_characters, r.layout, r.form, r.title, r.url,
    r.fetched, r.root, r.candidates, r.reader_version, r.is_made_up, listed.unit,
    (SELECT count(*) FROM findings AS f WHERE f.document_id = r.document_id) AS findings
FROM chosen
JOIN reports AS r USING (document_id)
JOIN listed USING (document_id)
ORDER BY listed.code, listed.name, listed.unit, r.year NULLS LAST, r.is_current DESC, r.source, r.document_id
