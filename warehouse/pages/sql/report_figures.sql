SELECT document_id, f.measure, m.chinese, m.english, f.value, f.unit, f.sentence, f.line
FROM figures AS f
SEMI JOIN chosen USING (document_id)
LEFT JOIN measures AS m ON m.code = f.measure AND m.table_code IS NULL
ORDER BY document_id, f.line, f.measure
