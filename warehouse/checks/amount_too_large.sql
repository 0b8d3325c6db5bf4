-- title: An amount in 万元 is not one in 元
-- severity: warning
-- meaning: An amount of 10,000 万元 or more, in the form's own unit, is rare even for a county: as a rule the figure is in 元.
-- reference: 国办公开办函〔2019〕60号, part 2: 采购总金额; 〔2021〕30号, part 2: 本年收费金额（单位：万元）
SELECT
    r.document_id,
    f.table_code,
    f.row_code,
    f.column_code,
    format(
        'The amount {} (line {}) stands in a column of 万元; as such it were {} million yuan. It may be in 元.',
        store.number(f.value), f.line, store.number(f.value / 100)
    ) AS message,
    store.number(f.value) AS left_value,
    '10000' AS right_value,
    f.line
FROM store.reported('proactive') AS f
JOIN store.report AS r USING (report_no)
WHERE f.column_code = 'amount' AND f.unit = '万元' AND f.raw NOT LIKE '%元%' AND f.value >= 10000
