-- severity = "warning"
-- reference = "国办公开办函〔2019〕60号, part 2: 本年新公开数量 and 对外公开总数量"
-- [en]
-- title = "What is new is part of the total"
-- meaning = "Form of 2019, per row: newly_disclosed is not above total_disclosed. Equality is not demanded, and newly_made may differ from both."
-- found = "newly disclosed {left}[ (line {line})] is more than disclosed in total, {right}[ (line {total_line})]"
-- advice = "look at the original data: what is new is part of the total"
-- [zh]
-- title = "新公开数不大于对外公开总数"
-- meaning = "新公开数不大于对外公开总数（2019 年表式，逐行）。两者不必相等。"
-- found = "本年新公开 {left} 大于对外公开总数 {right}"
-- advice = "请核对原始数据：新公开数应包含在对外公开总数之内"
SELECT
    r.document_id,
    'proactive' AS table_code,
    new.row_code,
    'total_disclosed' AS column_code,
    store.number(new.value) AS left_value,
    store.number(total.value) AS right_value,
    new.line,
    total.line AS total_line
FROM store.reported('proactive') AS new
JOIN store.reported('proactive') AS total
    ON total.report_no = new.report_no AND total.row_code = new.row_code AND total.column_code = 'total_disclosed'
JOIN store.report AS r ON r.report_no = new.report_no
WHERE new.column_code = 'newly_disclosed' AND new.value > total.value
