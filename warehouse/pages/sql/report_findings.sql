SELECT
    document_id, "check", severity::VARCHAR AS severity, message, message_zh, table_code, row_code, column_code, left_value,
    right_value, line
FROM findings
SEMI JOIN chosen USING (document_id)
ORDER BY document_id, findings.severity, "check", table_code, row_code, column_code, line, message
