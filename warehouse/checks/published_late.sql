-- title: A report is published by 31 January
-- severity: note
-- meaning: The day of publication that the page names is not after 31 January of the year after.
-- reference: 政府信息公开条例 (2019), article 50: 每年1月31日前
SELECT
    document_id,
    NULL AS table_code,
    NULL AS row_code,
    NULL AS column_code,
    format('The report on {} was published on {}.', year, published) AS message,
    published::VARCHAR AS left_value,
    make_date(year + 1, 1, 31)::VARCHAR AS right_value,
    NULL AS line
FROM store.held
WHERE published > make_date(year + 1, 1, 31) AND year >= 2019
