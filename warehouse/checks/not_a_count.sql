-- severity = "error"
-- reference = "国办公开办函〔2019〕60号 and 〔2021〕30号: what the labels count"
-- [en]
-- title = "Counts are whole and not negative"
-- meaning = "A cell that counts is a whole number, and only the column change may be negative; an amount of money is not negative."
-- found = "{left}[ (line {line})] is no count"
-- advice = "write a whole number that is not negative; an amount may have decimals"
-- [zh]
-- title = "件数为非负整数"
-- meaning = "件数为非负整数，只有“本年增/减”可以为负；金额不为负。"
-- found = "{left} 不是非负整数"
-- advice = "请填非负整数；金额可有小数"
SELECT
    r.document_id,
    c.table_code,
    c.row_code,
    c.column_code,
    store.number(f.value) AS left_value,
    f.line
FROM store.fact AS f
JOIN store.cell AS c USING (cell_no)
JOIN store.report AS r USING (report_no)
WHERE (f.value < 0 AND c.column_code <> 'change') OR (f.value <> trunc(f.value) AND c.column_code <> 'amount')
