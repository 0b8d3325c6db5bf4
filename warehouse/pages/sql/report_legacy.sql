SELECT document_id, label, item, value, unit, raw, line
FROM legacy
SEMI JOIN chosen USING (document_id)
ORDER BY document_id, line, label, item
