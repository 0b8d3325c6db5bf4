-- The findings that are listed: of each check at most so many, those of current reports and of late years first.
SELECT
    f."check", f.severity::VARCHAR AS severity, left(f.message, 500) AS message,
    left(f.message_zh, 500) AS message_zh, f.document_id, f.source,
    r.province, r.prefecture, f.county, coalesce(f.town, r.unit_name) AS town, f.year,
    f.table_code, f.row_code, f.column_code, f.line
FROM findings AS f
JOIN reports AS r USING (document_id)
QUALIFY $most >= row_number() OVER (
    PARTITION BY f."check"
    ORDER BY f.severity, f.is_current DESC, f.year DESC NULLS LAST, f.source, f.document_id,
        f.table_code, f.row_code, f.column_code, f.line, f.message
)
ORDER BY
    f.severity, f."check", f.is_current DESC, f.year DESC NULLS LAST, f.source, f.document_id,
    f.table_code, f.row_code, f.column_code, f.line, f.message
