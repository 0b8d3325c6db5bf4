-- severity = "note"
-- reference = "政府信息公开条例 (2019), article 50: 每年1月31日前"
-- [en]
-- title = "A report is published by 31 January"
-- meaning = "The day of publication that the page names is not after 31 January of the year after."
-- found = "published on {left}, after {right}"
-- advice = "reports are published by 31 January"
-- [zh]
-- title = "年报应在 1 月 31 日前公布"
-- meaning = "公开日期不晚于次年 1 月 31 日。"
-- found = "公开日期为 {left}，晚于 {right}"
-- advice = "报告应在每年 1 月 31 日前公布"
SELECT
    document_id,
    published::VARCHAR AS left_value,
    make_date(year + 1, 1, 31)::VARCHAR AS right_value
FROM store.held
WHERE published > make_date(year + 1, 1, 31) AND year >= 2019
