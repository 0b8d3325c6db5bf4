-- severity = "warning"
-- reference = "国办公开办函〔2019〕60号 and 〔2021〕30号: part 3, 本年新收 and 上年结转, against part 6, 收取信息处理费情况"
-- [en]
-- title = "A fee is charged for a request"
-- meaning = "Where the table counts no request, neither received nor carried in, the prose states no fee for handling requests."
-- found = "the prose says that {left} yuan were charged (line {line}), yet the table counts no request[ (line {table_line})]"
-- advice = "mend the fee in the part on other matters, or the requests in the table"
-- [zh]
-- title = "没有申请即没有信息处理费"
-- meaning = "表中新收和上年结转的申请均为 0 的，正文不应说收取了信息处理费。"
-- found = "正文（第 {line} 行）说收取信息处理费 {left} 元，表中却没有申请"
-- advice = "请核对第六部分的收费情况与表中的申请件数"
WITH counted AS (
    SELECT report_no, sum(value) AS requests, min(line) AS table_line
    FROM store.reported('applications')
    WHERE row_code IN ('received', 'carried_in') AND column_code = 'total'
    GROUP BY report_no
    HAVING count(*) = 2
)
SELECT
    r.document_id,
    'applications' AS table_code,
    'received' AS row_code,
    'total' AS column_code,
    store.number(f.value) AS left_value,
    store.number(c.requests) AS right_value,
    f.line,
    c.table_line
FROM store.figure AS f
JOIN counted AS c USING (report_no)
JOIN store.report AS r USING (report_no)
WHERE f.measure = 'fees' AND f.value > 0 AND c.requests = 0
