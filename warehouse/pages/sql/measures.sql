-- The codebook, in the order of the forms.
SELECT code, chinese, english, unit, form, first_year, last_year, table_code
FROM form_measures
