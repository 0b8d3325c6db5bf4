-- The views that analysts rely on: names, columns and their order are the contract's.

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
LEFT JOIN store.decided_key AS k USING (report_no)
LEFT JOIN store.unit_of AS u USING (report_no);

-- Facts as reported, and as decided where people did: `known` is what the wide tables and the panel hold.
CREATE OR REPLACE VIEW store.settled AS
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
LEFT JOIN store.decided_cell AS k USING (report_no, cell_no);

CREATE OR REPLACE VIEW reports AS
SELECT
    r.document_id,
    r.source,
    r.unit_kind,
    r.unit_name,
    r.town,
    r.county,
    r.prefecture,
    r.province,
    r.town_code,
    r.county_code,
    r.year,
    r.is_current,
    r.encoding,
    r.damaged_characters,
    r.layout,
    r.form,
    r.title,
    r.reader_version,
    r.first_seen,
    r.last_changed,
    r.candidates,
    r.reported_cells,
    r.characters,
    r.root,
    r.standing,
    r.content_id,
    r.url,
    r.fetched,
    r.published,
    r.unit_id,
    r.is_made_up
FROM store.held AS r;

CREATE OR REPLACE VIEW facts AS
SELECT
    r.document_id,
    r.source,
    r.province,
    r.prefecture,
    r.county,
    r.town,
    r.year,
    c.table_code,
    c.row_code,
    c.column_code,
    f.value,
    f.status,
    d.value AS derived,
    r.unit_kind,
    r.town_code,
    r.county_code,
    f.unit,
    f.raw,
    f.line,
    r.is_current,
    f.layout,
    f.form,
    f.rule,
    f.proof,
    f.corrected,
    f.is_corrected,
    f.is_accepted,
    d.sums AS derived_from,
    c.row_no,
    c.row_label,
    r.unit_id
FROM store.settled AS f
JOIN store.cell AS c USING (cell_no)
JOIN store.held AS r USING (report_no)
LEFT JOIN store.derived AS d USING (report_no, cell_no);

CREATE OR REPLACE VIEW sections AS
SELECT
    r.document_id, r.source, r.town, r.county, r.year,
    s.ordinal, s.code, s.heading, s.text, s.first_line, s.last_line, r.is_current, s.heading_line
FROM store.section AS s
JOIN store.held AS r USING (report_no);

CREATE OR REPLACE VIEW figures AS
SELECT
    r.document_id, r.source, r.town, r.county, r.year,
    f.measure, f.value, f.unit, f.sentence, f.line, r.is_current, f.approximate
FROM store.figure AS f
JOIN store.held AS r USING (report_no);

CREATE OR REPLACE VIEW subjects AS
SELECT
    r.document_id, r.source, r.town, r.county, r.year,
    s.label, s.value, s.unit, s.sentence, s.line, r.is_current, s.approximate
FROM store.subject AS s
JOIN store.held AS r USING (report_no);

CREATE OR REPLACE VIEW legacy AS
SELECT
    r.document_id, r.source, r.town, r.county, r.year,
    l.label, l.item, l.value, l.unit, l.raw, l.line, r.is_current
FROM store.legacy AS l
JOIN store.held AS r USING (report_no);

CREATE OR REPLACE VIEW evidence AS
SELECT
    r.document_id, r.source, r.town, r.county, r.year,
    e.field, e.value, e.kind, e.text, e.line
FROM store.evidence AS e
JOIN store.held AS r USING (report_no);

CREATE OR REPLACE VIEW lines AS
SELECT
    r.document_id, r.source, r.town, r.county, r.year,
    l.line,
    concat(if(l.part = '', '', concat(l.part, ' ', l.name, ', ')), l.kind, ' ', l.position) AS origin,
    l.part, l.name, l.kind, l.position, r.is_current
FROM store.line AS l
JOIN store.held AS r USING (report_no);

CREATE OR REPLACE VIEW findings AS
SELECT
    r.document_id, r.source, r.town, r.county, r.year,
    f.check_code AS "check", f.severity, f.message,
    f.table_code, f.row_code, f.column_code, f.left_value, f.right_value, f.line, f.found_by, r.is_current
FROM store.finding AS f
JOIN store.held AS r USING (report_no);

CREATE OR REPLACE VIEW quarantine AS
SELECT document_id, source, reason, message, size, first_seen, last_changed, reader_version, root
FROM store.document
WHERE outcome = 'quarantined';

CREATE OR REPLACE VIEW duplicates AS
SELECT d.document_id, d.source, h.source AS held_as, d.size, d.first_seen, d.last_changed, d.root, h.root AS held_root
FROM store.document AS d
JOIN store.document AS h ON h.document_id = d.document_id AND h.outcome = 'report'
WHERE d.outcome = 'duplicate';

CREATE OR REPLACE VIEW corrections AS
SELECT
    c.outcome, coalesce(r.document_id, c.document_id) AS document_id, r.source, c.field, c.expect, c.value, c.why,
    c.decided_by, c.decided_on, c.message, c.file, c.line
FROM store.correction AS c
LEFT JOIN store.held AS r USING (report_no)
ORDER BY c.number;

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

CREATE OR REPLACE VIEW checks AS
SELECT code AS "check", title, severity, meaning, reference FROM store.rule;
