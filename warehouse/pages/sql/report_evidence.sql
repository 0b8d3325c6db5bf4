SELECT document_id, field, value, kind, text, line
FROM evidence
SEMI JOIN chosen USING (document_id)
ORDER BY document_id, list_position(['unit_kind', 'town', 'county', 'year'], field), line, kind, value, text
