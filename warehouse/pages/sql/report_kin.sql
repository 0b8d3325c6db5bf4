-- The other reports of the same town: other versions of the year, and other years, with their main measures.
WITH town AS (
    SELECT
        document_id, source, year, standing::VARCHAR AS standing, is_current, form,
        coalesce(town_code, concat_ws('/', county_code, county, coalesce(town, unit_name))) AS place
    FROM reports
    WHERE coalesce(town_code, county_code, county) IS NOT NULL
)
SELECT
    this.document_id, other.document_id AS other_id, other.source, other.year, other.standing, other.form,
    other.year IS NOT DISTINCT FROM this.year AS is_version,
    p.received, p.granted, p.refused
FROM chosen
JOIN town AS this USING (document_id)
JOIN town AS other ON other.place = this.place
LEFT JOIN panel AS p ON p.document_id = other.document_id
WHERE other.year IS NOT DISTINCT FROM this.year OR other.is_current
ORDER BY this.document_id, other.year NULLS LAST, other.standing, other.source
