-- severity = "note"
-- reference = "Heuristic: reports are written on last year's copy"
-- [en]
-- title = "A year has words of its own"
-- meaning = "A stretch of prose of 150 characters or more is not word for word that of the year before."
-- found = "the part “{heading}” (line {line}) is word for word that of {right} (line {earlier_line} of {earlier_source})"
-- advice = "write the part anew"
-- [zh]
-- title = "各年文字不应雷同"
-- meaning = "150 字以上的段落不应与上年逐字相同。"
-- found = "“{heading}”部分（第 {line} 行）与 {right} 年（{earlier_source}）逐字相同"
-- advice = "请按本年情况重写该部分"
SELECT
    y.document_id,
    y.year::VARCHAR AS left_value,
    y.earlier_year::VARCHAR AS right_value,
    this.first_line AS line,
    this.heading,
    earlier.first_line AS earlier_line,
    y.earlier_source
FROM years_in_turn AS y
JOIN store.section AS this ON this.report_no = y.report_no
JOIN store.section AS earlier ON earlier.report_no = y.earlier_no AND earlier.text = this.text
WHERE length(this.text) >= 150
