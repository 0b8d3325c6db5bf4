-- severity = "warning"
-- reference = "条例第二十三条; the annex of 2014 counts an item on several channels once"
-- [en]
-- title = "No channel publishes more than all channels"
-- meaning = "The number of items published on the website or on WeChat is not above the number published in the year. A warning: some towns count an item once however often it is published."
-- found = "the prose says {left} items were published in all (line {whole_line}), but {right} by “{channel}” alone (line {line})"
-- advice = "let the number of all channels hold those of each"
-- [zh]
-- title = "单一渠道的公开数不大于各渠道总数"
-- meaning = "网站或微信公开的条数不大于全年公开总数。仅为警告：一条信息多处发布时，各地计法不一。"
-- found = "正文（第 {whole_line} 行）说全年公开 {left} 条，第 {line} 行却说仅“{channel_zh}”就有 {right} 条"
-- advice = "请核对各渠道公开数，总数不应少于任一渠道"
SELECT
    r.document_id,
    store.number(whole.value) AS left_value,
    store.number(channel.value) AS right_value,
    channel.line,
    whole.line AS whole_line,
    m.english AS channel,
    m.chinese AS channel_zh
FROM store.figure AS whole
JOIN store.figure AS channel USING (report_no)
JOIN store.report AS r USING (report_no)
JOIN store.measure AS m ON m.code = channel.measure
WHERE whole.measure = 'proactive_total' AND channel.measure IN ('website', 'wechat', 'microblog')
    AND channel.value > whole.value
    -- How often something was published is no number of items.
    AND NOT contains(whole.sentence, store.number(whole.value) || '次')
