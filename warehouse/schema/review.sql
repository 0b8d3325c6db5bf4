-- What waits for a person, worst first: a row per decision that somebody might take, with the evidence.
-- Of which kinds the evidence for the key is shown; their order is that of the codes.
CREATE OR REPLACE MACRO store.review_kinds() AS TABLE (
    SELECT
        code_no AS rank,
        code AS kind,
        code IN ('county_open', 'town_open', 'year_open', 'year_conflict', 'year_in_future', 'manifest_conflict')
            AS is_of_key
    FROM store.code
    WHERE column_name = 'review.kind'
);

-- The same without what is shown beside it: a night counts them, and there may be millions.
CREATE OR REPLACE VIEW store.waiting AS
WITH open_field AS (
    -- A report of a town wants town, county and year; one of a county or department its county and year; others a year.
    -- A department of a prefecture or a province has no county.
    SELECT *, unnest(['county', 'town', 'year']) AS field FROM store.held
)
SELECT
    'correction_failed' AS kind, r.report_no, c.document_id, c.field, NULL AS cell_no, c.expect, format('{}, line {}: {}', c.file, c.line, c.message) AS message,
    c.value AS evidence, c.line, NULL AS source, NULL AS proposal, NULL AS message_zh
FROM store.correction AS c
LEFT JOIN store.report AS r USING (report_no)
WHERE c.outcome = 'failed'
UNION ALL
SELECT
    o.field || '_open', o.report_no, o.document_id, o.field, NULL, NULL,
    CASE
        WHEN o.field = 'county' AND len(o.candidates) > 0 THEN format('{} stands in several counties.', o.town)
        ELSE format('The {} is not known.', o.field)
    END,
    NULL, NULL, NULL, NULL, NULL
FROM open_field AS o
WHERE
    CASE o.field
        WHEN 'year' THEN o.year IS NULL
        WHEN 'county' THEN o.county IS NULL AND (
            o.unit_kind IN ('township', 'subdistrict', 'county')
            OR o.unit_kind = 'department' AND o.prefecture IS NULL AND o.province IS NULL
        )
        ELSE o.town IS NULL AND o.unit_kind IN ('township', 'subdistrict')
    END
UNION ALL
SELECT
    f.check_code, f.report_no, r.document_id,
    CASE
        WHEN f.check_code = 'year_conflict' OR f.left_value = r.year::VARCHAR THEN 'year'
        WHEN f.left_value = r.county OR r.county IS NULL AND len(r.candidates) > 0 THEN 'county'
        ELSE 'town'
    END AS field,
    NULL,
    CASE field WHEN 'year' THEN r.year::VARCHAR WHEN 'county' THEN r.county ELSE r.town END,
    f.message, NULL, f.line, NULL, NULL, f.message_zh
FROM store.finding AS f
JOIN store.report AS r USING (report_no)
WHERE f.check_code IN ('year_conflict', 'year_in_future', 'manifest_conflict')
    AND NOT EXISTS (FROM store.corrected_key AS k WHERE k.report_no = f.report_no)
UNION ALL
SELECT
    CASE WHEN reason LIKE 'reader@_%' ESCAPE '@' THEN 'reader_failed' ELSE 'perhaps_a_report' END,
    NULL, document_id, NULL, NULL, NULL, message, NULL, NULL, source, NULL, NULL
FROM store.document
WHERE reason LIKE 'reader@_%' ESCAPE '@'
    OR reason = 'not_a_report' AND regexp_matches(source, '公开.*(年报|年度?报告|总结)')
UNION ALL
SELECT
    -- Where the sums single out a cell, it stands for all sums of its table that do not hold.
    CASE f.check_code WHEN 'suspect_cell' THEN f.check_code ELSE 'error_found' END,
    f.report_no, r.document_id,
    -- A sum stands for the first cell of its left side: whoever decides that it is printed so has looked at the sum.
    concat_ws('.', c.table_code, c.row_code, c.column_code) AS field,
    c.cell_no, NULL,
    f.message, format('{}: {} against {}', f.check_code, f.left_value, f.right_value), f.line, NULL,
    CASE f.check_code WHEN 'suspect_cell' THEN f.right_value END, f.message_zh
FROM store.finding AS f
JOIN store.report AS r USING (report_no)
LEFT JOIN (
    SELECT 'sum_' || code AS check_code, table_code, over, min_by(term, sum_no) AS term
    FROM (FROM store.sum_term WHERE sign > 0 QUALIFY 1 = row_number() OVER (PARTITION BY sum_no ORDER BY rowid))
    GROUP BY ALL
) AS s USING (check_code, table_code)
LEFT JOIN store.cell AS c
    ON c.table_code = f.table_code
    AND c.row_code = CASE s.over WHEN 'rows' THEN s.term ELSE f.row_code END
    AND c.column_code = CASE s.over WHEN 'columns' THEN s.term ELSE f.column_code END
WHERE f.table_code IS NOT NULL
    AND (
        f.check_code = 'suspect_cell'
        OR f.severity = 'error' AND NOT (
            f.check_code LIKE 'sum@_%' ESCAPE '@' AND (f.report_no, f.table_code) IN (
                SELECT (report_no, table_code) FROM store.finding WHERE check_code = 'suspect_cell'
            )
        )
    )
    AND NOT EXISTS (
        FROM store.corrected_cell AS k JOIN store.cell AS c USING (cell_no)
        WHERE k.report_no = f.report_no AND c.table_code = f.table_code
    )
UNION ALL
SELECT
    'cell_' || f.status::VARCHAR, f.report_no, r.document_id,
    concat_ws('.', c.table_code, c.row_code, c.column_code), NULL, NULL,
    CASE f.status
        WHEN 'unreadable' THEN 'What stands in the cell is no number.'
        ELSE 'Values were lost: nobody can know which belong here.'
    END,
    f.raw, f.line, NULL, store.number(d.value), NULL
FROM store.fact_with_corrections AS f
JOIN store.cell AS c USING (cell_no)
JOIN store.report AS r USING (report_no)
LEFT JOIN store.derived AS d USING (report_no, cell_no)
WHERE f.status IN ('unreadable', 'ambiguous') AND NOT f.is_corrected;

CREATE OR REPLACE VIEW review AS
WITH seen AS (
    SELECT
        report_no, of_year,
        string_agg(
            kind || coalesce(' (line ' || line || ')', '') || ': ' || text, ' | ' ORDER BY line NULLS LAST, kind
        ) AS evidence,
        min(line) AS line
    -- One line may speak for both town and county.
    FROM (
        SELECT DISTINCT report_no, field = 'year' AS of_year, kind, line, text
        FROM store.evidence
        WHERE report_no IN (SELECT report_no FROM store.waiting JOIN store.review_kinds() USING (kind) WHERE is_of_key)
    )
    GROUP BY report_no, of_year
)
SELECT
    k.rank, w.kind, w.document_id, w.field, coalesce(w.expect, store.number(known.value)) AS expect,
    w.proposal, w.message,
    coalesce(w.evidence, s.evidence) AS evidence, h.candidates, h.unit_name, h.town, h.county, h.year,
    coalesce(h.source, w.source) AS source, coalesce(w.line, s.line) AS line, h.url, w.message_zh
FROM store.waiting AS w
JOIN store.review_kinds() AS k USING (kind)
LEFT JOIN store.held AS h USING (report_no)
LEFT JOIN seen AS s
    ON s.report_no = w.report_no AND s.of_year = (w.field = 'year') AND k.is_of_key
LEFT JOIN store.fact AS known ON known.report_no = w.report_no AND known.cell_no = w.cell_no
ORDER BY k.rank, h.is_current DESC NULLS LAST, source, line NULLS LAST, w.field;
