-- The reports that a name stands for: their source, or the beginning of their document_id.
SELECT document_id
FROM reports
WHERE source = $name OR (length($name) >= 8 AND starts_with(document_id, lower($name)))
ORDER BY source, document_id
