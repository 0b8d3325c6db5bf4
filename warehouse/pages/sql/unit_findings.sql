-- The findings on the units that get a page, the worst first.
SELECT
    l.unit, f.document_id, f.year, f."check", f.severity::VARCHAR AS severity, f.message, f.message_zh,
    f.table_code, f.row_code, f.column_code, f.line
FROM findings AS f
JOIN listed AS l USING (document_id)
SEMI JOIN (SELECT unit FROM listed SEMI JOIN chosen USING (document_id)) AS u ON u.unit = l.unit
ORDER BY l.unit, f.severity, f.year DESC NULLS LAST, f."check", f.document_id, f.table_code, f.row_code, f.column_code, f.line,
    f.message
