-- severity = "warning"
-- reference = "国办公开办函〔2019〕60号, part 2: 采购总金额; 〔2021〕30号, part 2: 本年收费金额（单位：万元）"
-- [en]
-- title = "An amount in 万元 is not one in 元"
-- meaning = "An amount of 10,000 万元 or more, in the form's own unit, is rare even for a county: as a rule the figure is in 元."
-- found = "the amount {left} is too large in 10,000 yuan[ (line {line})]: it were {millions} million yuan"
-- advice = "write the amount in 10,000 yuan"
-- [zh]
-- title = "以万元计的金额不应实为元"
-- meaning = "以万元计的采购金额不应实为元。一万万元以上连县也少见，多半是以元填报。"
-- found = "金额 {left} 以万元计过大（合 {in_yi} 亿元），疑以元填报"
-- advice = "请按万元填写金额"
SELECT
    r.document_id,
    f.table_code,
    f.row_code,
    f.column_code,
    store.number(f.value) AS left_value,
    '10000' AS right_value,
    f.line,
    store.number(f.value / 100) AS millions,
    store.number(f.value / 10000) AS in_yi
FROM store.reported('proactive') AS f
JOIN store.report AS r USING (report_no)
WHERE f.column_code = 'amount' AND f.unit = '万元' AND f.raw NOT LIKE '%元%' AND f.value >= 10000
