-- Views that are more than a join of columns; the others stand in tables.toml.

-- Reports with the file that each was read from, and with the key that people decided where they did; other files of the
-- same bytes are in the view duplicates.
CREATE OR REPLACE VIEW store.held AS
SELECT
    r.* REPLACE (
        CASE WHEN k.report_no IS NULL THEN r.unit_kind ELSE k.unit_kind END AS unit_kind,
        CASE WHEN k.report_no IS NULL THEN r.town ELSE k.town END AS town,
        CASE WHEN k.report_no IS NULL THEN r.county ELSE k.county END AS county,
        CASE WHEN k.report_no IS NULL THEN r.prefecture ELSE k.prefecture END AS prefecture,
        CASE WHEN k.report_no IS NULL THEN r.province ELSE k.province END AS province,
        CASE WHEN k.report_no IS NULL THEN r.town_code ELSE k.town_code END AS town_code,
        CASE WHEN k.report_no IS NULL THEN r.county_code ELSE k.county_code END AS county_code,
        CASE WHEN k.report_no IS NULL THEN r.year ELSE k.year END AS year
    ),
    u.unit_id, d.source, d.root, d.first_seen, d.last_changed
FROM store.report AS r
JOIN store.document AS d ON d.document_id = r.document_id AND d.outcome = 'report'
LEFT JOIN store.corrected_key AS k USING (report_no)
LEFT JOIN store.unit_of AS u USING (report_no);

-- Facts as reported, and as decided where people did: `known` is what the wide tables and the panel hold.
CREATE OR REPLACE VIEW store.fact_with_corrections AS
SELECT
    f.* REPLACE (coalesce(f.raw, TRY_CAST(f.value AS BIGINT)::VARCHAR) AS raw),
    o.* EXCLUDE (origin_no),
    CASE WHEN k.value IS DISTINCT FROM f.value THEN k.value END AS corrected,
    -- A decision for what is printed corrects nothing: somebody has looked, and it is printed so.
    k.report_no IS NOT NULL AND k.value IS DISTINCT FROM f.value AS is_corrected,
    k.report_no IS NOT NULL AND k.value IS NOT DISTINCT FROM f.value AS is_accepted,
    CASE WHEN k.report_no IS NULL THEN f.value ELSE k.value END AS known
FROM store.fact AS f
JOIN store.origin AS o USING (origin_no)
LEFT JOIN store.corrected_cell AS k USING (report_no, cell_no);

CREATE OR REPLACE VIEW runs AS FROM store.run;

CREATE OR REPLACE VIEW changes AS FROM store.change;

-- A cell that several forms have is one measure, under its newest name; form_measures has it as each form prints it.
CREATE OR REPLACE VIEW measures AS
SELECT
    m.code,
    arg_max(m.chinese, m.measure_no) AS chinese,
    arg_max(m.english, m.measure_no) AS english,
    arg_max(m.unit, m.measure_no) AS unit,
    string_agg(m.form, ', ' ORDER BY m.measure_no) AS form,
    min(m.first_year) AS first_year,
    CASE WHEN count(m.last_year) = count(*) THEN max(m.last_year) END AS last_year,
    any_value(m.table_code) AS table_code,
    any_value(m.row_code) AS row_code,
    any_value(m.column_code) AS column_code,
    any_value(c.row_no) AS row_no,
    any_value(c.row_label) AS row_label
FROM store.measure AS m
LEFT JOIN store.cell AS c USING (table_code, row_code, column_code)
GROUP BY m.code
ORDER BY max(m.measure_no);

CREATE OR REPLACE VIEW form_measures AS
SELECT * EXCLUDE (measure_no) FROM store.measure ORDER BY measure_no;
