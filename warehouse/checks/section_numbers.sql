-- severity = "note"
-- reference = "国办公开办函〔2019〕60号 and 〔2021〕30号: the parts are numbered from 一 to 六"
-- [en]
-- title = "The parts are numbered one after the other"
-- meaning = "The number of a part is higher than that of the part before it. A number that is left out may be that of a part which is lost, and is not told."
-- found = "“{right}” stands behind “{left}”"
-- advice = "number the parts anew"
-- [zh]
-- title = "各部分序号依次递增"
-- meaning = "各部分标题的序号应大于前一部分。中间缺号可能因标题缺失，不予提示。"
-- found = "“{left}”之后是“{right}”，序号重复或颠倒"
-- advice = "请重新编排各部分序号"
WITH numbered AS (
    SELECT
        report_no, ordinal, heading, heading_line,
        list_position(
            ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十'],
            regexp_extract(heading, '^\W*([一二三四五六七八九十])\s*[、.．,，：:]', 1)
        ) AS number
    FROM store.section
    WHERE code IN ('overview', 'proactive', 'applications', 'challenges', 'problems', 'other_matters')
),
in_turn AS (
    SELECT
        *,
        lag(number) OVER turn AS number_before,
        lag(heading) OVER turn AS heading_before
    FROM numbered
    WHERE number > 0
    WINDOW turn AS (PARTITION BY report_no ORDER BY ordinal)
)
SELECT
    r.document_id,
    n.heading_before AS left_value,
    n.heading AS right_value,
    n.heading_line AS line
FROM in_turn AS n
JOIN store.report AS r USING (report_no)
WHERE n.number <= n.number_before
