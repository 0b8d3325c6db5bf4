-- Which report speaks for its unit and year, whatever the unit was called: of several, the one with the most reported
-- cells, then the longer text, then the first document_id. It is current; another with the words of one ranked before it,
-- in whatever encoding or layout, is its duplicate; the rest are versions. Units without a unit_id compete under their
-- names. A report whose town or name, county or year is not known competes with none. Keys that people decided count.
UPDATE store.report AS r
SET is_current = judged.standing = 'current', standing = judged.standing
FROM (
    SELECT
        report_no,
        CASE
            WHEN place IS NULL OR year IS NULL OR rank = 1 THEN 'current'
            WHEN 1 < row_number() OVER (PARTITION BY place, year, content_id ORDER BY rank) THEN 'duplicate'
            ELSE 'version'
        END::store.standing AS standing
    FROM (
        SELECT
            *,
            row_number() OVER (
                PARTITION BY place, year ORDER BY reported_cells DESC, characters DESC, document_id
            ) AS rank
        FROM (
            SELECT *, coalesce(unit_id, store.place(county_code, county, coalesce(town, unit_name))) AS place
            FROM store.held
        )
    )
) AS judged
WHERE judged.report_no = r.report_no
    AND (r.standing IS DISTINCT FROM judged.standing OR r.is_current IS DISTINCT FROM (judged.standing = 'current'));
