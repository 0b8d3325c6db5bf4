-- severity = "note"
-- reference = "国办公开办函〔2019〕60号: years 2019 and 2020; 〔2021〕30号: from 2021"
-- [en]
-- title = "The form is that of the year"
-- meaning = "A report uses the form that was in force for its year. Old forms live on, and late reports use newer ones: figures are kept under the labels printed."
-- found = "the report on {right} uses the form of {left}, made for {years}"
-- advice = "use the form of the notice of 2021"
-- [zh]
-- title = "表式与年度相符"
-- meaning = "表式应为当年所用。旧表式会沿用，补报会用新表式；数值按载明的名目保存。"
-- found = "{right} 年度报告使用了 {left} 年的表式（适用于 {years_zh}）"
-- advice = "请改用国办公开办函〔2021〕30号印发的格式"
SELECT
    r.document_id,
    r.form AS left_value,
    r.year::VARCHAR AS right_value,
    made.years,
    made.years_zh
FROM store.held AS r
JOIN (
    SELECT
        form,
        min(first_year) AS first_year,
        max(last_year) AS last_year,
        min(first_year) || coalesce(' to ' || max(last_year), ' and later') AS years,
        min(first_year) || coalesce(' 至 ' || max(last_year) || ' 年', ' 年起') AS years_zh
    FROM store.measure
    WHERE form IS NOT NULL
    GROUP BY form
) AS made USING (form)
WHERE r.year < made.first_year OR r.year > made.last_year
