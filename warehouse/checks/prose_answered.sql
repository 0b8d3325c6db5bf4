-- severity = "warning"
-- reference = "国办公开办函〔2019〕60号 and 〔2021〕30号: part 1 (总体情况) against part 3"
-- [en]
-- title = "The prose and the table agree on the requests handled"
-- meaning = "Where the prose says how many requests were settled (办结), it is the table's total handled; of those answered (答复) there are not more. A warning: prose may leave out those that needed no answer."
-- found = "the prose says {left} settled (line {line}), the table {right}[ (line {table_line})]"
-- advice = "look at the original data, and let prose and table agree"
-- [zh]
-- title = "正文与表中办理总数一致"
-- meaning = "正文所述办结申请数与表中办理结果总计一致；答复数不大于总计。仅为警告：正文可能不含无需答复的申请。"
-- found = "正文（第 {line} 行）说办结或答复申请 {left} 件，表中办理结果总计为 {right} 件"
-- advice = "请核对原始数据，使正文与表格一致"
SELECT said.* EXCLUDE (sentence)
FROM (
    SELECT p.*, f.sentence
    FROM store.prose_against_table('answered', 'applications', ['total_handled']) AS p
    JOIN store.report AS r USING (document_id)
    JOIN store.figure AS f ON f.report_no = r.report_no AND f.measure = 'answered'
) AS said
WHERE left_value::DOUBLE > right_value::DOUBLE OR regexp_matches(sentence, '办结|办理完毕')
