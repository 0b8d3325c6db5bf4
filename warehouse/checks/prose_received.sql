-- severity = "error"
-- reference = "国办公开办函〔2019〕60号 and 〔2021〕30号: part 1 (总体情况) against part 3"
-- [en]
-- title = "The prose and the table agree on the requests received"
-- meaning = "The number of requests that the prose states is that of the table's row received, with or without those carried in."
-- found = "the prose says {left} received (line {line}), the table {right}[, or {with_carried} with those carried in][ (line {table_line})]"
-- advice = "look at the original data, and let prose and table agree"
-- [zh]
-- title = "正文与表中新收申请数一致"
-- meaning = "正文所述收到申请数与表中新收行一致，含结转或不含均可。"
-- found = "正文（第 {line} 行）说收到申请 {left} 件，表中为 {right} 件[，连同上年结转为 {with_carried} 件]"
-- advice = "请核对原始数据，使正文与表格一致"
WITH printed AS (
    SELECT
        report_no,
        max(value) FILTER (row_code = 'received') AS received,
        max(value) FILTER (row_code = 'carried_in') AS carried_in,
        min(line) FILTER (row_code = 'received') AS table_line
    FROM store.fact
    JOIN store.cell USING (cell_no)
    WHERE table_code = 'applications' AND row_code IN ('received', 'carried_in') AND column_code = 'total'
    GROUP BY report_no
)
SELECT
    r.document_id,
    'applications' AS table_code,
    'received' AS row_code,
    'total' AS column_code,
    store.number(s.value) AS left_value,
    store.number(p.received) AS right_value,
    s.line,
    p.table_line,
    CASE WHEN p.carried_in > 0 THEN store.number(p.received + p.carried_in) END AS with_carried
FROM store.figure AS s
JOIN printed AS p USING (report_no)
JOIN store.report AS r USING (report_no)
WHERE s.measure = 'received'
    -- Fewer than the table's own can not be; more may be those carried in, if their number is known.
    AND (s.value < p.received OR s.value > p.received AND s.value <> p.received + p.carried_in)
