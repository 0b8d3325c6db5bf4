-- severity = "warning"
-- reference = "Heuristic: what a town does changes slowly; a jump is mostly a slip, another unit counted, or a wrong column"
-- [en]
-- title = "Counts do not jump from one year to the next"
-- meaning = "Decisions, normative documents and requests received are not twenty times those of the year before, nor a twentieth. Assessed where the smaller is not 0 and the larger at least 100."
-- found = "{left}[ (line {line})], where {earlier_year} had {right}[ (line {earlier_line} of {earlier_source})]"
-- advice = "look for a slip, another unit or a wrong column"
-- [zh]
-- title = "件数不应逐年骤变"
-- meaning = "处理决定、规范性文件和收到申请数不应为上年的二十倍以上或二十分之一以下。较小者非零且较大者不小于 100 时才检查。"
-- found = "本年为 {left}，{earlier_year} 年为 {right}（{earlier_source}），变化悬殊"
-- advice = "请核对是否笔误、单位不同或填错列"
SELECT
    y.document_id,
    this.table_code,
    this.row_code,
    this.column_code,
    store.number(this.value) AS left_value,
    store.number(earlier.value) AS right_value,
    this.line,
    y.earlier_year,
    earlier.line AS earlier_line,
    y.earlier_source
FROM years_in_turn AS y
JOIN (
    FROM store.reported('proactive')
    WHERE column_code = 'decisions' OR (row_code = 'normative_documents' AND column_code = 'in_force')
    UNION ALL
    FROM store.reported('applications')
    WHERE row_code = 'received' AND column_code = 'total'
) AS this ON this.report_no = y.report_no
JOIN store.fact AS earlier
    ON earlier.report_no = y.earlier_no AND earlier.cell_no = this.cell_no AND earlier.status = 'reported'
WHERE least(this.value, earlier.value) >= 1
    AND greatest(this.value, earlier.value) >= greatest(100, 20 * least(this.value, earlier.value))
