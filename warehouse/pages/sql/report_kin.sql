-- The reports of the same unit: other versions of the year, and other years, with their main measures.
SELECT
    this.document_id, other.document_id AS other_id, other.source, other.year, r.standing::VARCHAR AS standing, r.form,
    other.year IS NOT DISTINCT FROM this.year AS is_version,
    p.received, p.granted, p.refused
FROM chosen
JOIN listed AS this USING (document_id)
JOIN listed AS other USING (unit)
JOIN reports AS r ON r.document_id = other.document_id
LEFT JOIN panel AS p ON p.document_id = other.document_id
WHERE other.year IS NOT DISTINCT FROM this.year OR other.is_current
ORDER BY this.document_id, other.year NULLS LAST, r.standing, other.source
