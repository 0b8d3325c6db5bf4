-- title: What is new is part of the total
-- severity: warning
-- meaning: Form of 2019, per row: newly_disclosed is not above total_disclosed. Equality is not demanded, and newly_made may differ from both.
-- reference: 国办公开办函〔2019〕60号, part 2: 本年新公开数量 and 对外公开总数量
SELECT
    r.document_id,
    'proactive' AS table_code,
    new.row_code,
    'total_disclosed' AS column_code,
    format(
        'In row {}: newly_disclosed is {} (line {}), more than total_disclosed, {} (line {}).',
        new.row_code, store.number(new.value), new.line, store.number(total.value), total.line
    ) AS message,
    store.number(new.value) AS left_value,
    store.number(total.value) AS right_value,
    new.line
FROM store.reported('proactive') AS new
JOIN store.reported('proactive') AS total
    ON total.report_no = new.report_no AND total.row_code = new.row_code AND total.column_code = 'total_disclosed'
JOIN store.report AS r ON r.report_no = new.report_no
WHERE new.column_code = 'newly_disclosed' AND new.value > total.value
