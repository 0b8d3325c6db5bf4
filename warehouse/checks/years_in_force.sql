-- title: The stock in force follows from the year before
-- severity: warning
-- meaning: Form of 2021, per row: in_force = in_force of the year before + issued - repealed. Not printed on the form, and lists get cleaned up.
-- reference: 国办公开办函〔2021〕30号, part 2: 本年制发件数, 本年废止件数, 现行有效件数
SELECT
    y.document_id,
    'proactive' AS table_code,
    stock.row_code,
    'in_force' AS column_code,
    format(
        'In row {}: in_force of {} is {} (line {}), but {} in force in {} (line {} of {}) + {} issued - {} repealed is {}.',
        stock.row_code, y.year, store.number(stock.value), stock.line,
        store.number(earlier.value), y.earlier_year, earlier.line, y.earlier_source,
        store.number(issued.value), store.number(repealed.value),
        store.number(earlier.value + issued.value - repealed.value)
    ) AS message,
    store.number(stock.value) AS left_value,
    store.number(earlier.value + issued.value - repealed.value) AS right_value,
    stock.line
FROM years_in_turn AS y
JOIN store.reported('proactive') AS stock ON stock.report_no = y.report_no AND stock.column_code = 'in_force'
JOIN store.reported('proactive') AS issued
    ON issued.report_no = y.report_no AND issued.row_code = stock.row_code AND issued.column_code = 'issued'
JOIN store.reported('proactive') AS repealed
    ON repealed.report_no = y.report_no AND repealed.row_code = stock.row_code AND repealed.column_code = 'repealed'
JOIN store.reported('proactive') AS earlier
    ON earlier.report_no = y.earlier_no AND earlier.row_code = stock.row_code AND earlier.column_code = 'in_force'
WHERE stock.value <> earlier.value + issued.value - repealed.value
