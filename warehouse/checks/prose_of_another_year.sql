-- title: The prose is of the year
-- severity: warning
-- meaning: Where the prose names years, the report's own is among them: else it is that of the year before. The part on other matters and titles of documents (《…》) are left out.
-- reference: Heuristic: reports are written on last year's copy
WITH named AS (
    SELECT report_no, first_line, unnest(regexp_extract_all(regexp_replace(text, '《[^》]*》', '', 'g'), '(20[0-9]{2})年', 1)) AS said
    FROM store.section
    WHERE code IN ('overview', 'problems')
)
SELECT
    r.document_id,
    NULL AS table_code,
    NULL AS row_code,
    NULL AS column_code,
    format(
        'The report is on {}, but of years the prose names only {} (line {}).',
        r.year, string_agg(DISTINCT n.said, ', ' ORDER BY n.said), min(n.first_line)
    ) AS message,
    r.year::VARCHAR AS left_value,
    string_agg(DISTINCT n.said, ', ' ORDER BY n.said) AS right_value,
    min(n.first_line) AS line
FROM named AS n
JOIN store.held AS r USING (report_no)
WHERE r.year IS NOT NULL
GROUP BY r.document_id, r.year
HAVING count(*) FILTER (n.said = r.year::VARCHAR) = 0 AND count(*) FILTER (n.said = (r.year - 1)::VARCHAR) > 0
