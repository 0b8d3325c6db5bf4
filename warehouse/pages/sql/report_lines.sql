SELECT document_id, line, part, name, kind, position
FROM lines
SEMI JOIN chosen USING (document_id)
ORDER BY document_id, line
