-- title: No channel publishes more than all channels
-- severity: warning
-- meaning: The number of items published on the website or on WeChat is not above the number published in the year. A warning: some towns count an item once however often it is published.
-- reference: 条例第二十三条; the annex of 2014 counts an item on several channels once
SELECT
    r.document_id,
    NULL AS table_code,
    NULL AS row_code,
    NULL AS column_code,
    format(
        'The prose says {} items were published in all (line {}), but {} on {} alone (line {}).',
        store.number(whole.value), whole.line, store.number(channel.value), channel.measure, channel.line
    ) AS message,
    store.number(whole.value) AS left_value,
    store.number(channel.value) AS right_value,
    channel.line
FROM store.figure AS whole
JOIN store.figure AS channel USING (report_no)
JOIN store.report AS r USING (report_no)
WHERE whole.measure = 'proactive_total' AND channel.measure IN ('website', 'wechat', 'microblog')
    AND channel.value > whole.value
