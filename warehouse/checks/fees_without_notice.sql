-- severity = "warning"
-- reference = "国办公开办函〔2021〕30号: part 3, 逾期未按收费通知要求缴纳费用, against part 6, 收取信息处理费情况"
-- [en]
-- title = "Who did not pay was sent a notice"
-- meaning = "No more requests end because a fee was not paid than the part on other matters says that notices of a fee were sent; where none was sent, none ends so."
-- found = "{left} ended since a fee was not paid[ (line {table_line})], but the prose says “{right}” (line {line})"
-- advice = "mend the row of fees not paid, or the part on other matters"
-- [zh]
-- title = "逾期未缴费的应发过收费通知"
-- meaning = "因逾期未按收费通知缴费而不再处理的申请，不应多于第六部分所述发出的收费通知；未发出的，表中应为 0。"
-- found = "表中因逾期未缴费不再处理的申请有 {left} 件，正文（第 {line} 行）却说“{right}”"
-- advice = "请核对“逾期未按收费通知要求缴纳费用”一行与第六部分"
WITH said AS (
    SELECT
        report_no, first_line,
        regexp_extract(text, '(?:未|没有|无)[^。；，,0-9]{0,8}(?:发出|发送|出具|制发|产生)?[^。；，,0-9]{0,8}收费通知') AS no_notice,
        regexp_extract(
            translate(text, '０１２３４５６７８９', '0123456789'),
            '((?:发出|发送|出具|制发)[^。；，,0-9]{0,10}收费通知书?([0-9]+)[份件个张])', ['sentence', 'notices']
        ) AS counted
    FROM store.section
    WHERE starts_with(code, 'overview') OR code = 'other_matters'
),
notices AS (
    SELECT report_no, first_line, no_notice AS sentence, 0 AS notices FROM said WHERE no_notice <> ''
    UNION ALL
    SELECT report_no, first_line, counted.sentence, counted.notices::DOUBLE FROM said WHERE no_notice = '' AND counted.notices <> ''
)
SELECT
    r.document_id,
    'applications' AS table_code,
    'other.unpaid' AS row_code,
    'total' AS column_code,
    store.number(f.value) AS left_value,
    n.sentence AS right_value,
    n.first_line AS line,
    f.line AS table_line
FROM store.reported('applications') AS f
JOIN store.report AS r USING (report_no)
JOIN notices AS n USING (report_no)
WHERE f.row_code = 'other.unpaid' AND f.column_code = 'total' AND f.value > n.notices
