-- title: The form is that of the year
-- severity: note
-- meaning: A report uses the form that was in force for its year. Old forms live on, and late reports use newer ones: figures are kept under the labels printed.
-- reference: 国办公开办函〔2019〕60号: years 2019 and 2020; 〔2021〕30号: from 2021
SELECT
    r.document_id,
    NULL AS table_code,
    NULL AS row_code,
    NULL AS column_code,
    format('The report on {} uses the form of {}, made for {}.', r.year, r.form, made.years) AS message,
    r.form AS left_value,
    r.year::VARCHAR AS right_value,
    NULL AS line
FROM store.held AS r
JOIN (
    SELECT
        form,
        min(first_year) AS first_year,
        max(last_year) AS last_year,
        CASE WHEN max(last_year) IS NULL THEN min(first_year) || ' and later' ELSE min(first_year) || ' to ' || max(last_year) END AS years
    FROM store.measure
    WHERE form IS NOT NULL
    GROUP BY form
) AS made USING (form)
WHERE r.year < made.first_year OR r.year > made.last_year
