-- severity = "warning"
-- reference = "Heuristic: reports are written on last year's copy"
-- [en]
-- title = "A year has figures of its own"
-- meaning = "Not all figures of a report are those of the year before. Assessed where at least three different figures that are not 0 are reported: a report that was copied has no other."
-- found = "all {different} different figures of {left} are those of {right} ({earlier_source}): the tables may have been copied"
-- advice = "look whether the tables are last year's"
-- [zh]
-- title = "各年数字不应雷同"
-- meaning = "报告的数字不应与上年全部相同。至少有三个不同的非零数字时才检查：照抄的报告没有别的数字。"
-- found = "{left} 年的 {different} 个不同数字与 {right} 年（{earlier_source}）全部相同，疑照抄上年表格"
-- advice = "请核对表格是否沿用了上年数据"
WITH fingerprint AS MATERIALIZED (FROM store.fingerprints()),
same AS (
    SELECT y.*
    FROM years_in_turn AS y
    JOIN fingerprint AS this ON this.report_no = y.report_no
    JOIN fingerprint AS earlier ON earlier.report_no = y.earlier_no AND earlier.figures = this.figures
)
SELECT
    document_id,
    year::VARCHAR AS left_value,
    earlier_year::VARCHAR AS right_value,
    earlier_source,
    different
FROM same
JOIN store.different_figures('same') USING (report_no)
WHERE different >= 3
