-- severity = "error"
-- reference = "国办公开办函〔2019〕60号 and 〔2021〕30号: part 1 (总体情况) against part 3"
-- [en]
-- title = "What the prose says was received stands in the row"
-- meaning = "Where the total of the requests received is lost, and the prose states some, not every applicant that is left in the row is 0."
-- found = "the prose says {left} received (line {line}); every cell that is left in the row is 0, and its total is lost ({right})[ (line {table_line})]"
-- advice = "look at the original table: the cells that are lost hold what is missing, or the prose is wrong"
-- [zh]
-- title = "正文所述收到的申请应见于表中"
-- meaning = "新收申请总计缺失、正文又说有申请的，该行现存各格不应全为 0。"
-- found = "正文（第 {line} 行）说收到申请 {left} 件，表中该行现存各格均为 0，总计{right_zh}"
-- advice = "请核对原表：所缺各格应有数字，或正文有误"
WITH printed AS (
    SELECT
        report_no,
        any_value(status::VARCHAR) FILTER (column_code = 'total' AND value IS NULL) AS total,
        max(abs(value)) AS largest,
        min(line) AS table_line
    FROM store.fact
    JOIN store.cell USING (cell_no)
    WHERE table_code = 'applications' AND row_code = 'received'
    GROUP BY report_no
)
SELECT
    r.document_id,
    'applications' AS table_code,
    'received' AS row_code,
    'total' AS column_code,
    store.number(s.value) AS left_value,
    p.total AS right_value,
    CASE p.total WHEN 'absent' THEN '已缺失' WHEN 'blank' THEN '为空白' ELSE '无法辨认' END AS right_zh,
    s.line,
    p.table_line
FROM store.figure AS s
JOIN printed AS p USING (report_no)
JOIN store.report AS r USING (report_no)
WHERE s.measure = 'received' AND s.value > 0 AND p.total IS NOT NULL AND p.largest = 0
