-- title: The year is over
-- severity: warning
-- meaning: A report is found after the year that it reports on: one on the year in which it was found, or on a later one, has its year from a slip.
-- reference: 政府信息公开条例 (2019), article 50: the report on a year is published by 31 January of the next
SELECT
    document_id,
    NULL AS table_code,
    NULL AS row_code,
    NULL AS column_code,
    format('The report is said to be on {}, but was found in {} already.', year, year(first_seen)) AS message,
    year::VARCHAR AS left_value,
    year(first_seen)::VARCHAR AS right_value,
    NULL AS line
FROM store.held
WHERE year >= year(first_seen)
