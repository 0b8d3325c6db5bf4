-- severity = "warning"
-- reference = "国办公开办函〔2019〕60号, part 2: 上一年项目数量, 本年增/减"
-- [en]
-- title = "The items of the year before are those that it left"
-- meaning = "Form of 2019, per row: items_last_year = items_last_year + change of the report on the year before. Not printed on the form."
-- found = "items of last year are {left}[ (line {line})], but {items} and a change of {change} in {earlier_year}[ (line {earlier_line} of {earlier_source})] come to {right}"
-- advice = "look at last year's report, and let both agree"
-- [zh]
-- title = "上年项目数前后一致"
-- meaning = "上年项目数 = 上年报告的上年项目数 + 增减（2019 年表式，逐行）。表上未印此规则。"
-- found = "上一年项目数量为 {left}；{earlier_year} 年报告（{earlier_source}）的 {items} 项加增减 {change} 项，应为 {right} 项"
-- advice = "请与上年报告核对，使两年衔接"
SELECT
    y.document_id,
    'proactive' AS table_code,
    this.row_code,
    'items_last_year' AS column_code,
    store.number(this.value) AS left_value,
    store.number(items.value + change.value) AS right_value,
    this.line,
    y.earlier_year,
    items.line AS earlier_line,
    y.earlier_source,
    store.number(items.value) AS items,
    store.number(change.value) AS change
FROM years_in_turn AS y
JOIN store.reported('proactive') AS this ON this.report_no = y.report_no AND this.column_code = 'items_last_year'
JOIN store.reported('proactive') AS items
    ON items.report_no = y.earlier_no AND items.row_code = this.row_code AND items.column_code = 'items_last_year'
JOIN store.reported('proactive') AS change
    ON change.report_no = y.earlier_no AND change.row_code = this.row_code AND change.column_code = 'change'
WHERE this.value <> items.value + change.value
