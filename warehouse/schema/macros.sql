-- What several checks share.

-- One town: counties of one name exist in several provinces, so their code decides where it is known. NULL where the
-- county or the town is not known.
CREATE OR REPLACE MACRO store.place(county_code, county, town) AS coalesce(county_code, county) || '/' || town;

-- What a department is called within its county: 会昌县水利局, 江西省会昌县水利局 and 县水利局 are one.
CREATE OR REPLACE MACRO store.without(name, place) AS
    CASE
        WHEN starts_with(name, place) AND length(name) > length(place) + 1 THEN substr(name, length(place) + 1)
        ELSE name
    END;
CREATE OR REPLACE MACRO store.department(unit_name, province, prefecture, county) AS
    regexp_replace(
        -- 县 alone stands for the county. Of 市 and 区 this cannot be said: 市场监督管理局.
        store.without(
            store.without(store.without(store.without(unit_name, province), prefecture), county),
            CASE WHEN county LIKE '%县' THEN '县' END
        ),
        '^人民政府', '政府'
    );

-- A number as people write it: 3 rather than 3.0, and 3.25 as it is. Beyond 2^53 a double holds no whole number for sure,
-- and none that is out of the range of a BIGINT may stop a night: these are written as DuckDB writes them.
CREATE OR REPLACE MACRO store.number(amount) AS
    CASE
        WHEN amount = trunc(amount) AND abs(amount) <= 9007199254740992 THEN (amount::BIGINT)::VARCHAR
        ELSE amount::VARCHAR
    END;

-- The sums called `name` (flow, outcomes, applicants, challenges) that do not come out. A sum is assessed only where the
-- report states each of its terms: a missing, blank or doubtful term says nothing about the others.
CREATE OR REPLACE MACRO store.broken_sums(name) AS TABLE (
    WITH term AS (
        -- A sum over rows holds for each column, and one over columns for each row: `along` is that column or row.
        SELECT
            c.cell_no, s.sum_no, s.table_code, s.over, s.term, s.sign,
            CASE s.over WHEN 'rows' THEN c.column_code ELSE c.row_code END AS along
        FROM store.sum_term AS s
        JOIN store.cell AS c
            ON c.table_code = s.table_code AND s.term = CASE s.over WHEN 'rows' THEN c.row_code ELSE c.column_code END
        WHERE s.code = name
    ),
    one_sum AS (
        SELECT
            sum_no, along, any_value(table_code) AS table_code, any_value(over) AS over, count(*) AS terms,
            count(*) FILTER (sign < 0) AS right_count,
            row_number() OVER () AS number
        FROM term
        GROUP BY sum_no, along
    ),
    added AS (
        SELECT
            f.report_no, o.number,
            sum(CASE WHEN t.sign > 0 THEN f.value END) AS left_sum,
            sum(CASE WHEN t.sign < 0 THEN f.value END) AS right_sum,
            count(*) AS terms,
            min(CASE WHEN t.sign > 0 THEN f.line END) AS line
        FROM store.fact AS f
        JOIN term AS t USING (cell_no)
        JOIN one_sum AS o ON o.sum_no = t.sum_no AND o.along = t.along
        WHERE f.status = 'reported'
        GROUP BY f.report_no, o.number
        -- Amounts of money have decimals, and doubles carry them inexactly.
        HAVING abs(left_sum - right_sum) > 1e-6
    )
    SELECT
        r.document_id,
        o.table_code,
        CASE o.over WHEN 'columns' THEN o.along END AS row_code,
        CASE o.over WHEN 'rows' THEN o.along END AS column_code,
        store.number(a.left_sum) AS left_value,
        store.number(a.right_sum) AS right_value,
        a.line,
        o.right_count AS terms
    FROM added AS a
    JOIN one_sum AS o USING (number, terms)
    JOIN store.report AS r USING (report_no)
);

-- Reports whose prose states another number than the totals of these rows of the table add up to.
CREATE OR REPLACE MACRO store.prose_against_table(stated, of_table, row_codes) AS TABLE (
    WITH printed AS (
        SELECT report_no, sum(value) AS total, min(line) AS table_line, count(*) AS terms
        FROM store.fact
        JOIN store.cell USING (cell_no)
        WHERE table_code = of_table AND column_code = 'total' AND status = 'reported'
            AND list_contains(row_codes, row_code)
        GROUP BY report_no
    )
    SELECT
        r.document_id,
        of_table AS table_code,
        CASE len(row_codes) WHEN 1 THEN row_codes[1] END AS row_code,
        'total' AS column_code,
        store.number(f.value) AS left_value,
        store.number(p.total) AS right_value,
        f.line,
        p.table_line
    FROM store.figure AS f
    JOIN printed AS p USING (report_no)
    JOIN store.report AS r USING (report_no)
    WHERE f.measure = stated AND f.value <> p.total AND p.terms = len(row_codes)
);

-- Those that may be held against each other: one a unit and year.
CREATE OR REPLACE MACRO store.current_reports() AS TABLE (FROM store.held WHERE is_current);

-- Each report that is not current, with the current one of its town and year. Those of one current report stand together:
-- so many pairs at a time have few current reports, whose facts are held in memory.
CREATE OR REPLACE MACRO store.versions() AS TABLE (
    WITH placed AS (
        SELECT report_no, is_current, year, CASE WHEN town IS NOT NULL THEN coalesce(unit_id, store.place(county_code, county, town)) END AS place
        FROM store.held
        WHERE year IS NOT NULL
    )
    SELECT other.report_no, current.report_no AS current_no
    FROM placed AS other
    JOIN placed AS current ON current.place = other.place AND current.year = other.year AND current.is_current
    WHERE NOT other.is_current
    ORDER BY current_no, report_no
);

-- Each current report, with the current one of the same town on the year before.
CREATE OR REPLACE MACRO store.years() AS TABLE (
    WITH placed AS (
        SELECT report_no, document_id, source, year, CASE WHEN town IS NOT NULL THEN coalesce(unit_id, store.place(county_code, county, town)) END AS place
        FROM store.current_reports()
    )
    SELECT
        this.report_no, this.document_id, this.year,
        earlier.report_no AS earlier_no, earlier.source AS earlier_source, earlier.year AS earlier_year
    FROM placed AS this
    JOIN placed AS earlier ON earlier.place = this.place AND earlier.year = this.year - 1
);

-- The cells of a table that hold a number.
CREATE OR REPLACE MACRO store.reported(of_table) AS TABLE (
    SELECT f.report_no, f.cell_no, c.table_code, c.row_code, c.column_code, f.value, f.unit, f.raw, f.line
    FROM store.fact_with_corrections AS f
    JOIN store.cell AS c USING (cell_no)
    WHERE f.status = 'reported' AND c.table_code = of_table
);

-- The figures of a report that are not 0, in one number: reports of the same figures have the same.
CREATE OR REPLACE MACRO store.fingerprints() AS TABLE (
    SELECT report_no, bit_xor(hash(cell_no, value)) AS figures
    FROM store.fact
    WHERE value <> 0
    GROUP BY report_no
);

-- How many different figures that are not 0 the reports in a table have. It tells whether the same fingerprint says
-- anything: most towns are small, and many report the same few figures.
CREATE OR REPLACE MACRO store.different_figures(of_reports) AS TABLE (
    SELECT report_no, count(DISTINCT value) AS different
    FROM store.fact
    WHERE value <> 0 AND report_no IN (SELECT report_no FROM query_table(of_reports))
    GROUP BY report_no
);
