-- Which report speaks for its town and year: of several, the one with the most reported cells, then the longer text, then
-- the first document_id. A report whose town, county or year is not known competes with none. Counties of one name exist in
-- several provinces, so their code decides where it is known.
UPDATE store.report AS r
SET is_current = ranked.is_current
FROM (
    SELECT
        report_no,
        place IS NULL OR year IS NULL OR 1 = row_number() OVER (
            PARTITION BY place, year ORDER BY reported_cells DESC, characters DESC, document_id
        ) AS is_current
    FROM (SELECT *, coalesce(county_code, county) || '/' || town AS place FROM store.report)
) AS ranked
WHERE ranked.report_no = r.report_no AND r.is_current IS DISTINCT FROM ranked.is_current;
