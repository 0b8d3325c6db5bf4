-- What changed from one generation (the attached database `earlier`) to another (the database in use), a row per change.
-- A report is held against the one of the same document, or else against the one that was read from the same file.
WITH
replaced AS (
    SELECT d.root, d.source, r.report_no
    FROM earlier.store.document AS d
    JOIN earlier.store.report AS r USING (document_id)
    WHERE d.outcome::VARCHAR = 'report' AND r.document_id NOT IN (SELECT document_id FROM store.report)
),
-- Numbers and no words: there may be a million.
pair AS MATERIALIZED (
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
    JOIN earlier.store.held AS o ON o.report_no = coalesce(same.report_no, replaced.report_no)
),
both_reports AS (
    SELECT n.*, o AS old
    FROM pair AS p
    JOIN store.held AS n USING (report_no)
    JOIN earlier.store.held AS o ON o.report_no = p.earlier_no
),
read_anew AS (
    SELECT report_no, earlier_no FROM pair WHERE is_read_anew AND is_comparable
),
cells AS (
    SELECT n.cell_no, o.cell_no AS earlier_cell
    FROM store.cell AS n
    JOIN earlier.store.cell AS o USING (table_code, row_code, column_code)
),
-- Most reports that are read anew have the facts that they had: a mark tells, and the others are gone through.
differing AS MATERIALIZED (
    SELECT report_no, a.earlier_no
    FROM read_anew AS a
    LEFT JOIN (
        SELECT report_no, bit_xor(hash(cell_no, status::VARCHAR, value, unit)) AS mark
        FROM store.settled
        WHERE report_no IN (SELECT report_no FROM read_anew)
        GROUP BY report_no
    ) AS n USING (report_no)
    LEFT JOIN (
        SELECT f.report_no AS earlier_no, bit_xor(hash(c.cell_no, f.status::VARCHAR, f.value, f.unit)) AS mark
        FROM earlier.store.settled AS f
        JOIN cells AS c ON c.earlier_cell = f.cell_no
        WHERE f.report_no IN (SELECT earlier_no FROM read_anew)
        GROUP BY f.report_no
    ) AS o USING (earlier_no)
    WHERE n.mark IS DISTINCT FROM o.mark
),
fact_now AS (
    SELECT d.report_no, f.cell_no, f.status::VARCHAR AS status, f.value, f.unit
    FROM differing AS d
    JOIN store.settled AS f USING (report_no)
),
fact_then AS (
    SELECT d.report_no, c.cell_no, f.status::VARCHAR AS status, f.value, f.unit
    FROM differing AS d
    JOIN earlier.store.settled AS f ON f.report_no = d.earlier_no
    JOIN cells AS c ON c.earlier_cell = f.cell_no
),
figure_now AS (
    SELECT a.report_no, f.measure, f.value FROM read_anew AS a JOIN store.figure AS f USING (report_no)
),
figure_then AS (
    SELECT a.report_no, f.measure, f.value
    FROM read_anew AS a
    JOIN earlier.store.figure AS f ON f.report_no = a.earlier_no
),
finding_now AS (
    SELECT
        p.report_no, check_code, message,
        hash(p.report_no, check_code, table_code, row_code, column_code, left_value, right_value) AS mark
    FROM pair AS p
    JOIN store.finding AS f USING (report_no)
    WHERE p.is_comparable
),
finding_then AS (
    SELECT
        p.report_no, check_code, message,
        hash(p.report_no, check_code, table_code, row_code, column_code, left_value, right_value) AS mark
    FROM pair AS p
    JOIN earlier.store.finding AS f ON f.report_no = p.earlier_no
    WHERE p.is_comparable
),
document_change AS (
    SELECT
        root, source, n.document_id AS now_id, o.document_id AS then_id,
        coalesce(n.reason, n.outcome::VARCHAR) AS outcome_now, coalesce(o.reason, o.outcome::VARCHAR) AS outcome_then
    FROM store.document AS n
    FULL JOIN earlier.store.document AS o USING (root, source)
    WHERE n.document_id IS DISTINCT FROM o.document_id OR outcome_now IS DISTINCT FROM outcome_then
),
change AS (
    SELECT DISTINCT
        'reader' AS what, 'changed' AS change, NULL AS report_no, NULL AS document_id, NULL AS root, NULL AS source,
        'reader_version' AS field, old.reader_version AS before_value, reader_version AS after_value
    FROM both_reports
    WHERE reader_version <> old.reader_version
    UNION ALL
    SELECT
        'document',
        CASE WHEN outcome_then IS NULL THEN 'came' WHEN outcome_now IS NULL THEN 'went' ELSE 'changed' END,
        NULL, coalesce(now_id, then_id), root, source, 'outcome', outcome_then, outcome_now
    FROM document_change
    WHERE outcome_now IS DISTINCT FROM outcome_then
    UNION ALL
    SELECT 'document', 'changed', NULL, coalesce(now_id, then_id), root, source, 'content', then_id, now_id
    FROM document_change
    WHERE outcome_now IS NOT NULL AND outcome_then IS NOT NULL AND now_id IS DISTINCT FROM then_id
    UNION ALL
    SELECT 'key', 'changed', report_no, document_id, root, source, part.field, part.then_value, part.now_value
    FROM (
        SELECT *, unnest([
            {field: 'unit_kind', then_value: old.unit_kind, now_value: unit_kind},
            {field: 'unit_name', then_value: old.unit_name, now_value: unit_name},
            {field: 'town', then_value: old.town, now_value: town},
            {field: 'county', then_value: old.county, now_value: county},
            {field: 'prefecture', then_value: old.prefecture, now_value: prefecture},
            {field: 'province', then_value: old.province, now_value: province},
            {field: 'town_code', then_value: old.town_code, now_value: town_code},
            {field: 'county_code', then_value: old.county_code, now_value: county_code},
            {field: 'year', then_value: old.year::VARCHAR, now_value: year::VARCHAR},
            {field: 'is_current', then_value: old.is_current::VARCHAR, now_value: is_current::VARCHAR},
            {field: 'form', then_value: old.form, now_value: form},
            {field: 'layout', then_value: old.layout, now_value: layout},
            {field: 'encoding', then_value: old.encoding, now_value: encoding}
        ]) AS part
        FROM both_reports
    )
    WHERE part.then_value IS DISTINCT FROM part.now_value
    UNION ALL
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
        OR (n.status = 'reported' AND n.unit IS DISTINCT FROM o.unit)
    UNION ALL
    SELECT
        'figure',
        CASE WHEN o.value IS NULL THEN 'came' WHEN n.value IS NULL THEN 'went' ELSE 'changed' END,
        report_no, NULL, NULL, NULL, measure, store.number(o.value), store.number(n.value)
    FROM figure_now AS n
    FULL JOIN figure_then AS o USING (report_no, measure)
    WHERE n.value IS DISTINCT FROM o.value
    UNION ALL
    SELECT 'finding', 'came', report_no, NULL, NULL, NULL, check_code, NULL, message
    FROM finding_now
    ANTI JOIN finding_then USING (mark)
    UNION ALL
    SELECT 'finding', 'went', report_no, NULL, NULL, NULL, check_code, message, NULL
    FROM finding_then
    ANTI JOIN finding_now USING (mark)
)
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
    list_position(['reader', 'document', 'key', 'fact', 'figure', 'finding'], c.what),
    root, source, field, change, before_value, after_value
