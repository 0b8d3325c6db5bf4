SELECT
    document_id, table_code, row_code, column_code, value, status::VARCHAR AS status, unit, raw, line, layout, form,
    rule, proof, corrected, is_corrected
FROM facts
SEMI JOIN chosen USING (document_id)
ORDER BY document_id, table_code, row_code, column_code
