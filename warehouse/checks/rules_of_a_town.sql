-- title: A town makes no government rules
-- severity: warning
-- meaning: A township or subdistrict has no power to make 规章: such figures are mostly its normative documents or in-house rules.
-- reference: 立法法 (2023) 第九十一条, 第九十三条: who makes 规章
SELECT
    r.document_id,
    'proactive' AS table_code,
    'rules' AS row_code,
    NULL AS column_code,
    format(
        'A {} reports government rules: {} (line {}).',
        r.unit_kind,
        string_agg(format('{} {}', f.column_code, store.number(f.value)), ', ' ORDER BY f.cell_no),
        min(f.line)
    ) AS message,
    store.number(max(f.value)) AS left_value,
    '0' AS right_value,
    min(f.line) AS line
FROM store.reported('proactive') AS f
JOIN store.held AS r USING (report_no)
WHERE f.row_code = 'rules' AND f.value <> 0 AND r.unit_kind IN ('township', 'subdistrict')
GROUP BY r.document_id, r.unit_kind
