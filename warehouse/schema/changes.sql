-- What changed from one generation (the attached database `earlier`) to another (the database in use): the table
-- `difference`, a row per change. Step by step, since DuckDB knows of a table how many rows it has: a million reports are
-- held against a million in half a gigabyte of memory.

-- A report is held against the one of the same document, or else against the one that was read from the same file.
CREATE OR REPLACE TEMP TABLE pair AS
WITH replaced AS (
    SELECT d.root, d.source, r.report_no
    FROM earlier.store.document AS d
    JOIN earlier.store.report AS r USING (document_id)
    WHERE d.outcome::VARCHAR = 'report' AND r.document_id NOT IN (SELECT document_id FROM store.report)
)
SELECT
    n.report_no, o.report_no AS earlier_no,
    -- Reading is a function of the bytes, of what the crawl knows, and of the reader: others have the same facts.
    n.document_id <> o.document_id OR n.reader_version <> o.reader_version OR n.crawl IS DISTINCT FROM o.crawl
        AS is_read_anew,
    -- In the same file there may now be the report of another town, or on another year.
    n.document_id = o.document_id OR (n.unit_name, n.town, n.county, n.year)
        IS NOT DISTINCT FROM (o.unit_name, o.town, o.county, o.year) AS is_comparable
FROM store.held AS n
LEFT JOIN earlier.store.report AS same USING (document_id)
LEFT JOIN replaced ON replaced.root = n.root AND replaced.source = n.source
JOIN earlier.store.held AS o ON o.report_no = coalesce(same.report_no, replaced.report_no);

CREATE OR REPLACE TEMP TABLE read_anew AS
SELECT report_no, earlier_no FROM pair WHERE is_read_anew AND is_comparable;

CREATE OR REPLACE TEMP TABLE same_cell AS
SELECT n.cell_no, o.cell_no AS earlier_cell
FROM store.cell AS n
JOIN earlier.store.cell AS o USING (table_code, row_code, column_code);

-- Most reports that are read anew have the facts that they had: a mark tells, and the others are gone through.
CREATE OR REPLACE TEMP TABLE differing AS
SELECT report_no, a.earlier_no
FROM read_anew AS a
LEFT JOIN (
    SELECT report_no, bit_xor(hash(cell_no, status::VARCHAR, value, unit)) AS mark
    FROM store.fact_with_corrections
    WHERE report_no IN (SELECT report_no FROM read_anew)
    GROUP BY report_no
) AS n USING (report_no)
LEFT JOIN (
    SELECT f.report_no AS earlier_no, bit_xor(hash(c.cell_no, f.status::VARCHAR, f.value, f.unit)) AS mark
    FROM earlier.store.fact_with_corrections AS f
    JOIN same_cell AS c ON c.earlier_cell = f.cell_no
    WHERE f.report_no IN (SELECT earlier_no FROM read_anew)
    GROUP BY f.report_no
) AS o USING (earlier_no)
WHERE n.mark IS DISTINCT FROM o.mark;

CREATE OR REPLACE TEMP TABLE change AS
SELECT DISTINCT
    'reader' AS what, 'changed' AS change, NULL::INTEGER AS report_no, NULL::VARCHAR AS document_id,
    NULL::VARCHAR AS root, NULL::VARCHAR AS source,
    'reader_version' AS field, o.reader_version AS before_value, n.reader_version AS after_value
FROM pair AS p
JOIN store.report AS n USING (report_no)
JOIN earlier.store.report AS o ON o.report_no = p.earlier_no
WHERE n.reader_version <> o.reader_version;

INSERT INTO change
WITH document_change AS (
    SELECT
        root, source, n.document_id AS now_id, o.document_id AS then_id,
        coalesce(n.reason, n.outcome::VARCHAR) AS outcome_now, coalesce(o.reason, o.outcome::VARCHAR) AS outcome_then
    FROM store.document AS n
    FULL JOIN earlier.store.document AS o USING (root, source)
    WHERE n.document_id IS DISTINCT FROM o.document_id OR outcome_now IS DISTINCT FROM outcome_then
)
SELECT
    'document',
    CASE WHEN outcome_then IS NULL THEN 'came' WHEN outcome_now IS NULL THEN 'went' ELSE 'changed' END,
    NULL, coalesce(now_id, then_id), root, source, 'outcome', outcome_then, outcome_now
FROM document_change
WHERE outcome_now IS DISTINCT FROM outcome_then
UNION ALL
SELECT 'document', 'changed', NULL, coalesce(now_id, then_id), root, source, 'content', then_id, now_id
FROM document_change
WHERE outcome_now IS NOT NULL AND outcome_then IS NOT NULL AND now_id IS DISTINCT FROM then_id;

INSERT INTO change
SELECT 'key', 'changed', report_no, document_id, root, source, part.field, part.then_value, part.now_value
FROM (
    SELECT n.report_no, n.document_id, n.root, n.source, unnest([
        {field: 'unit_kind', then_value: o.unit_kind, now_value: n.unit_kind},
        {field: 'unit_name', then_value: o.unit_name, now_value: n.unit_name},
        {field: 'town', then_value: o.town, now_value: n.town},
        {field: 'county', then_value: o.county, now_value: n.county},
        {field: 'prefecture', then_value: o.prefecture, now_value: n.prefecture},
        {field: 'province', then_value: o.province, now_value: n.province},
        {field: 'town_code', then_value: o.town_code, now_value: n.town_code},
        {field: 'county_code', then_value: o.county_code, now_value: n.county_code},
        {field: 'year', then_value: o.year::VARCHAR, now_value: n.year::VARCHAR},
        {field: 'is_current', then_value: o.is_current::VARCHAR, now_value: n.is_current::VARCHAR},
        {field: 'form', then_value: o.form, now_value: n.form},
        {field: 'layout', then_value: o.layout, now_value: n.layout},
        {field: 'encoding', then_value: o.encoding, now_value: n.encoding}
    ]) AS part
    FROM pair AS p
    JOIN store.held AS n USING (report_no)
    JOIN earlier.store.held AS o ON o.report_no = p.earlier_no
)
WHERE part.then_value IS DISTINCT FROM part.now_value;

INSERT INTO change
WITH fact_now AS (
    SELECT d.report_no, f.cell_no, f.status::VARCHAR AS status, f.value, f.unit
    FROM differing AS d
    JOIN store.fact_with_corrections AS f USING (report_no)
),
fact_then AS (
    SELECT d.report_no, c.cell_no, f.status::VARCHAR AS status, f.value, f.unit
    FROM differing AS d
    JOIN earlier.store.fact_with_corrections AS f ON f.report_no = d.earlier_no
    JOIN same_cell AS c ON c.earlier_cell = f.cell_no
)
SELECT
    'fact',
    CASE WHEN o.status IS NULL THEN 'came' WHEN n.status IS NULL THEN 'went' ELSE 'changed' END,
    report_no, NULL, NULL, NULL,
    concat_ws('.', c.table_code, c.row_code, c.column_code),
    CASE o.status WHEN 'reported' THEN concat_ws(' ', store.number(o.value), o.unit) ELSE o.status END,
    CASE n.status WHEN 'reported' THEN concat_ws(' ', store.number(n.value), n.unit) ELSE n.status END
FROM fact_now AS n
FULL JOIN fact_then AS o USING (report_no, cell_no)
JOIN store.cell AS c USING (cell_no)
WHERE n.status IS DISTINCT FROM o.status OR n.value IS DISTINCT FROM o.value
    OR (n.status = 'reported' AND n.unit IS DISTINCT FROM o.unit);

-- What people decided: the value to calculate with, where it is another one now.
INSERT INTO change
WITH decided AS (
    SELECT p.report_no, p.earlier_no, k.cell_no
    FROM pair AS p
    JOIN store.corrected_cell AS k USING (report_no)
    WHERE p.is_comparable
    UNION
    SELECT p.report_no, p.earlier_no, s.cell_no
    FROM pair AS p
    JOIN earlier.store.corrected_cell AS k ON k.report_no = p.earlier_no
    JOIN same_cell AS s ON s.earlier_cell = k.cell_no
    WHERE p.is_comparable
)
SELECT
    'decision', 'changed', report_no, NULL, NULL, NULL, concat_ws('.', c.table_code, c.row_code, c.column_code),
    -- A decision may say that the value is not known: then there is none.
    CASE WHEN o.is_corrected THEN store.number(o.known) ELSE coalesce(store.number(o.known), o.status::VARCHAR) END,
    CASE WHEN n.is_corrected THEN store.number(n.known) ELSE coalesce(store.number(n.known), n.status::VARCHAR) END
FROM decided AS d
JOIN store.fact_with_corrections AS n USING (report_no, cell_no)
JOIN store.cell AS c USING (cell_no)
JOIN same_cell AS s USING (cell_no)
JOIN earlier.store.fact_with_corrections AS o ON o.report_no = d.earlier_no AND o.cell_no = s.earlier_cell
WHERE n.known IS DISTINCT FROM o.known AND n.value IS NOT DISTINCT FROM o.value;

INSERT INTO change
WITH figure_now AS (
    SELECT a.report_no, f.measure, f.value FROM read_anew AS a JOIN store.figure AS f USING (report_no)
),
figure_then AS (
    SELECT a.report_no, f.measure, f.value
    FROM read_anew AS a
    JOIN earlier.store.figure AS f ON f.report_no = a.earlier_no
)
SELECT
    'figure',
    CASE WHEN o.value IS NULL THEN 'came' WHEN n.value IS NULL THEN 'went' ELSE 'changed' END,
    report_no, NULL, NULL, NULL, measure, store.number(o.value), store.number(n.value)
FROM figure_now AS n
FULL JOIN figure_then AS o USING (report_no, measure)
WHERE n.value IS DISTINCT FROM o.value;

-- Marks and row numbers first, and messages only of those findings that have no match: there may be millions.
CREATE OR REPLACE TEMP TABLE finding_now AS
SELECT
    p.report_no, f.rowid AS place,
    hash(p.report_no, check_code, table_code, row_code, column_code, left_value, right_value) AS mark
FROM pair AS p
JOIN store.finding AS f USING (report_no)
WHERE p.is_comparable;

CREATE OR REPLACE TEMP TABLE finding_then AS
SELECT
    p.report_no, f.rowid AS place,
    hash(p.report_no, check_code, table_code, row_code, column_code, left_value, right_value) AS mark
FROM pair AS p
JOIN earlier.store.finding AS f ON f.report_no = p.earlier_no
WHERE p.is_comparable;

INSERT INTO change
SELECT 'finding', 'came', m.report_no, NULL, NULL, NULL, f.check_code, NULL, f.message
FROM (FROM finding_now ANTI JOIN finding_then USING (mark)) AS m
JOIN store.finding AS f ON f.rowid = m.place;

INSERT INTO change
SELECT 'finding', 'went', m.report_no, NULL, NULL, NULL, f.check_code, f.message, NULL
FROM (FROM finding_then ANTI JOIN finding_now USING (mark)) AS m
JOIN earlier.store.finding AS f ON f.rowid = m.place;

CREATE OR REPLACE TEMP TABLE difference AS
SELECT
    c.what,
    c.change,
    coalesce(c.document_id, b.document_id) AS document_id,
    coalesce(c.source, b.source) AS source,
    coalesce(b.town, now_held.town, gone.town) AS town,
    coalesce(b.county, now_held.county, gone.county) AS county,
    coalesce(b.year, now_held.year, gone.year) AS year,
    c.field,
    c.before_value,
    c.after_value,
    coalesce(c.root, b.root) AS root
FROM change AS c
LEFT JOIN store.held AS b ON b.report_no = c.report_no
LEFT JOIN store.report AS now_held ON now_held.document_id = c.document_id
LEFT JOIN earlier.store.report AS gone ON gone.document_id = c.document_id
ORDER BY
    list_position(['reader', 'document', 'key', 'fact', 'decision', 'figure', 'finding'], c.what),
    root, source, field, change, before_value, after_value;
