-- severity = "note"
-- reference = "国办公开办函〔2019〕60号, part 2: 采购总金额"
-- [en]
-- title = "An amount of money has a unit"
-- meaning = "The form of 2019 prints no unit for the procurement amount on most copies; without one, 元 and 万元 cannot be told apart."
-- found = "the amount {left}[ (line {line})] has no unit: yuan or 10,000 yuan"
-- advice = "write yuan or 10,000 yuan"
-- [zh]
-- title = "金额应有单位"
-- meaning = "2019 年表式的采购金额大多未印单位，元与万元无从分辨。"
-- found = "金额 {left} 没有单位，不知是元还是万元"
-- advice = "请写明元或万元"
SELECT
    r.document_id,
    f.table_code,
    f.row_code,
    f.column_code,
    store.number(f.value) AS left_value,
    f.line
FROM store.reported('proactive') AS f
JOIN store.report AS r USING (report_no)
WHERE f.column_code = 'amount' AND f.unit IS NULL AND f.value <> 0
