-- severity = "warning"
-- reference = "国办公开办函〔2021〕30号: part 3, 逾期未按收费通知要求缴纳费用, against part 6, 收取信息处理费情况"
-- [en]
-- title = "Who did not pay was sent a notice"
-- meaning = "Where the part on other matters says that no notice of a fee was sent, no request ends because a fee was not paid."
-- found = "{left} ended since a fee was not paid[ (line {table_line})], but the prose says “{right}” (line {line})"
-- advice = "mend the row of fees not paid, or the part on other matters"
-- [zh]
-- title = "逾期未缴费的应发过收费通知"
-- meaning = "正文说未发收费通知的，表中不应有因逾期未按收费通知缴费而不再处理的申请。"
-- found = "表中因逾期未缴费不再处理的申请有 {left} 件，正文（第 {line} 行）却说“{right}”"
-- advice = "请核对“逾期未按收费通知要求缴纳费用”一行与第六部分"
SELECT
    r.document_id,
    'applications' AS table_code,
    'other.unpaid' AS row_code,
    'total' AS column_code,
    store.number(f.value) AS left_value,
    regexp_extract(s.text, '(?:未|没有|无)[^。；，,0-9]{0,8}(?:发出|发送|出具|制发|产生)?[^。；，,0-9]{0,8}收费通知') AS right_value,
    s.first_line AS line,
    f.line AS table_line
FROM store.reported('applications') AS f
JOIN store.report AS r USING (report_no)
JOIN store.section AS s USING (report_no)
WHERE f.row_code = 'other.unpaid' AND f.column_code = 'total' AND f.value > 0
    AND s.code IN ('overview', 'other_matters') AND right_value <> ''
