SELECT document_id, ordinal, heading, text, first_line, last_line
FROM sections
SEMI JOIN chosen USING (document_id)
ORDER BY document_id, ordinal
