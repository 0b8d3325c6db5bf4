-- severity = "warning"
-- reference = "政府信息公开条例 (2019), article 50: the report on a year is published by 31 January of the next"
-- [en]
-- title = "The year is over"
-- meaning = "A report is found after the year that it reports on: one on the year in which it was found, or on a later one, has its year from a slip."
-- found = "the report is said to be on {left}, but was found in {right} already"
-- advice = "look at the year in the title"
-- [zh]
-- title = "年度应已结束"
-- meaning = "年度应已结束：发现文件时尚未过完的年份，多半是笔误。"
-- found = "报告年度为 {left} 年，文件却在 {right} 年就已收到"
-- advice = "请核对标题中的年份"
SELECT
    document_id,
    year::VARCHAR AS left_value,
    year(first_seen)::VARCHAR AS right_value
FROM store.held
WHERE year >= year(first_seen)
