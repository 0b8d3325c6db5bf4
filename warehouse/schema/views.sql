-- The views that analysts rely on: names, columns and their order are the contract's.

-- Reports with the file that each was read from; other files of the same bytes are in the view duplicates.
CREATE OR REPLACE VIEW store.held AS
SELECT r.*, d.source, d.root, d.first_seen, d.last_changed
FROM store.report AS r
JOIN store.document AS d ON d.document_id = r.document_id AND d.outcome = 'report';

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
    r.root
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
    f.unit,
    f.raw,
    f.line,
    r.is_current,
    f.layout,
    f.form,
    f.rule
FROM store.fact AS f
JOIN store.cell AS c USING (cell_no)
JOIN store.held AS r USING (report_no);

CREATE OR REPLACE VIEW sections AS
SELECT
    r.document_id, r.source, r.town, r.county, r.year,
    s.ordinal, s.code, s.heading, s.text, s.first_line, s.last_line, r.is_current
FROM store.section AS s
JOIN store.held AS r USING (report_no);

CREATE OR REPLACE VIEW figures AS
SELECT
    r.document_id, r.source, r.town, r.county, r.year,
    f.measure, f.value, f.unit, f.sentence, f.line, r.is_current
FROM store.figure AS f
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

CREATE OR REPLACE VIEW runs AS FROM store.run;

CREATE OR REPLACE VIEW changes AS FROM store.change;

CREATE OR REPLACE VIEW measures AS FROM store.measure;

CREATE OR REPLACE VIEW checks AS
SELECT code AS "check", title, severity, meaning, reference FROM store.rule;
