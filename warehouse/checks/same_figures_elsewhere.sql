-- severity = "warning"
-- reference = "Heuristic: reports are written on a neighbour's copy"
-- [en]
-- title = "A town has figures of its own"
-- meaning = "No two towns of a county report all the same figures for a year. Assessed where at least four different figures that are not 0 are reported."
-- found = "all {different} different figures of {left} are those of {right} ({source}) in the same year"
-- advice = "look whether the tables were copied"
-- [zh]
-- title = "各乡镇数字不应雷同"
-- meaning = "同县两个乡镇同年的数字不应全部相同。至少有四个不同的非零数字时才检查。"
-- found = "“{left}”的 {different} 个不同数字与“{right}”（{source}）同年的全部相同"
-- advice = "请核对表格是否照抄了其他单位的数据"
WITH placed AS MATERIALIZED (
    SELECT
        r.report_no, r.document_id, r.source, r.year, r.town,
        coalesce(r.county_code, r.county) AS county, f.figures
    FROM store.current_reports() AS r
    JOIN store.fingerprints() AS f USING (report_no)
),
same AS (
    SELECT
        this.report_no, this.document_id, this.town,
        arg_min(other.town, other.document_id) AS other_town,
        arg_min(other.source, other.document_id) AS other_source
    FROM placed AS this
    JOIN placed AS other
        ON other.county = this.county AND other.year = this.year AND other.figures = this.figures
        AND other.town <> this.town
    GROUP BY this.report_no, this.document_id, this.town
)
SELECT
    document_id,
    town AS left_value,
    other_town AS right_value,
    other_source AS source,
    different
FROM same
JOIN store.different_figures('same') USING (report_no)
WHERE different >= 4
