-- severity = "warning"
-- reference = "国办公开办函〔2019〕60号 and 〔2021〕30号: part 1 (总体情况) against part 3"
-- [en]
-- title = "The prose and the table agree on the requests refused"
-- meaning = "The number of requests that the prose says were refused is the sum of the eight reasons in the table. A warning: prose may count those that could not be met, too."
-- found = "the prose says {left} refused (line {line}), the table {right}[ (line {table_line})]"
-- advice = "look at the original data, and let prose and table agree"
-- [zh]
-- title = "正文与表中不予公开数一致"
-- meaning = "正文所述不予公开数与表中八种理由之和一致。仅为警告：正文可能含无法提供。"
-- found = "正文（第 {line} 行）说不予公开 {left} 件，表中为 {right} 件"
-- advice = "请核对原始数据，使正文与表格一致"
FROM store.prose_against_table(
    'refused',
    'applications',
    [
        'refused.state_secret', 'refused.other_law', 'refused.safety', 'refused.third_party', 'refused.internal',
        'refused.process', 'refused.enforcement_file', 'refused.inquiry'
    ]
)
