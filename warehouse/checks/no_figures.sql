-- severity = "note"
-- reference = "国办公开办函〔2019〕60号 and 〔2021〕30号: cells without cases are filled with 0"
-- [en]
-- title = "A table holds figures"
-- meaning = "A report with the statutory tables has a number in at least one cell."
-- found = "the tables of form {form} hold no figure"
-- advice = "fill in the tables; write 0 where there is nothing"
-- [zh]
-- title = "表中应有数字"
-- meaning = "有法定表格的报告至少有一个数值。"
-- found = "{form} 年表式的各表没有任何数字"
-- advice = "请填写各表；没有的填 0"
SELECT
    document_id,
    '0' AS left_value,
    form
FROM store.report
WHERE form NOT IN ('none', 'pre2019') AND reported_cells = 0
    -- Of a text that ends in the header, nobody knows what the cells hold.
    AND report_no IN (SELECT report_no FROM store.fact WHERE status <> 'absent')
