-- severity = "warning"
-- reference = "国办公开办函〔2021〕30号, part 2: 本年制发件数, 本年废止件数, 现行有效件数"
-- [en]
-- title = "The stock in force follows from the year before"
-- meaning = "Form of 2021, per row: in_force = in_force of the year before + issued - repealed. Not printed on the form, and lists get cleaned up."
-- found = "in force is {left}[ (line {line})], but {stock} of {earlier_year}[ (line {earlier_line} of {earlier_source})] with {issued} issued and {repealed} repealed come to {right}"
-- advice = "look at last year's report; a list that was cleaned up explains it"
-- [zh]
-- title = "现行有效数与上年衔接"
-- meaning = "现行有效数 = 上年现行有效数 + 制发 − 废止（2021 年表式，逐行）。表上未印此规则，清理会改变存量。"
-- found = "现行有效为 {left} 件；{earlier_year} 年现行有效 {stock} 件（{earlier_source}），加本年制发 {issued} 件、减本年废止 {repealed} 件，应为 {right} 件"
-- advice = "请与上年报告核对；如因文件清理所致可不改"
SELECT
    y.document_id,
    'proactive' AS table_code,
    stock.row_code,
    'in_force' AS column_code,
    store.number(stock.value) AS left_value,
    store.number(earlier.value + issued.value - repealed.value) AS right_value,
    stock.line,
    y.earlier_year,
    earlier.line AS earlier_line,
    y.earlier_source,
    store.number(earlier.value) AS stock,
    store.number(issued.value) AS issued,
    store.number(repealed.value) AS repealed
FROM years_in_turn AS y
JOIN store.reported('proactive') AS stock ON stock.report_no = y.report_no AND stock.column_code = 'in_force'
JOIN store.reported('proactive') AS issued
    ON issued.report_no = y.report_no AND issued.row_code = stock.row_code AND issued.column_code = 'issued'
JOIN store.reported('proactive') AS repealed
    ON repealed.report_no = y.report_no AND repealed.row_code = stock.row_code AND repealed.column_code = 'repealed'
JOIN store.reported('proactive') AS earlier
    ON earlier.report_no = y.earlier_no AND earlier.row_code = stock.row_code AND earlier.column_code = 'in_force'
WHERE stock.value <> earlier.value + issued.value - repealed.value
