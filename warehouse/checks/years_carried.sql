-- severity = "warning"
-- reference = "国办公开办函〔2019〕60号 and 〔2021〕30号, part 3: 上年结转 and 结转下年度继续办理"
-- [en]
-- title = "What was carried out is carried in"
-- meaning = "Per column: carried_in of a year is carried_out of the year before, also where the form changed between them."
-- found = "carried in is {left}[ (line {line})], but carried over in {earlier_year} {right}[ (line {earlier_line} of {earlier_source})]"
-- advice = "look at last year's report, and let both agree"
-- [zh]
-- title = "结转数前后年度一致"
-- meaning = "各列：本年的上年结转等于上年的结转下年，表式更换时亦然。"
-- found = "上年结转为 {left} 件，{earlier_year} 年报告的结转下年度为 {right} 件（{earlier_source}），两者应相等"
-- advice = "请与上年报告核对，使两年衔接"
SELECT
    y.document_id,
    'applications' AS table_code,
    'carried_in' AS row_code,
    this.column_code,
    store.number(this.value) AS left_value,
    store.number(earlier.value) AS right_value,
    this.line,
    y.earlier_year,
    earlier.line AS earlier_line,
    y.earlier_source
FROM years_in_turn AS y
JOIN store.reported('applications') AS this ON this.report_no = y.report_no AND this.row_code = 'carried_in'
JOIN store.reported('applications') AS earlier
    ON earlier.report_no = y.earlier_no AND earlier.row_code = 'carried_out' AND earlier.column_code = this.column_code
WHERE this.value <> earlier.value
