-- The base tables, in a schema of their own. Analysts use the views of views.sql, which have the names of the contract.
-- Narrow on purpose: a million reports hold some 200 million cells. Facts have no primary key (it would cost four times
-- the time and the space): reports are deleted and inserted whole, in one transaction. Words of the reports are packed
-- by zstd, in a third of the space that DuckDB would choose for speed.
-- What each table and column means stands in fields.toml, and goes into the file as COMMENTs.

CREATE SCHEMA store;

CREATE TYPE store.status AS ENUM ('reported', 'blank', 'absent', 'ambiguous', 'unreadable');
CREATE TYPE store.outcome AS ENUM ('report', 'duplicate', 'quarantined');
CREATE TYPE store.standing AS ENUM ('current', 'version', 'duplicate');
CREATE TYPE store.decision AS ENUM ('applied', 'unused', 'failed');
CREATE TYPE store.severity AS ENUM ('error', 'warning', 'note');

-- The ledger: one row per thing found, whatever became of it.
CREATE TABLE store.document (
    root VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    size BIGINT NOT NULL,
    mtime_ns BIGINT NOT NULL,
    document_id VARCHAR,
    outcome store.outcome NOT NULL,
    reason VARCHAR,
    message VARCHAR,
    reader_version VARCHAR NOT NULL,
    first_seen TIMESTAMP NOT NULL,
    last_changed TIMESTAMP NOT NULL,
    crawl VARCHAR,
    container VARCHAR,
    container_size BIGINT
);

CREATE TABLE store.report (
    report_no INTEGER NOT NULL,
    document_id VARCHAR NOT NULL,
    unit_kind VARCHAR NOT NULL,
    unit_name VARCHAR,
    town VARCHAR,
    county VARCHAR,
    prefecture VARCHAR,
    province VARCHAR,
    town_code VARCHAR,
    county_code VARCHAR,
    candidates VARCHAR[] NOT NULL,
    year SMALLINT,
    encoding VARCHAR NOT NULL,
    damaged_characters INTEGER NOT NULL,
    characters INTEGER NOT NULL,
    layout VARCHAR NOT NULL,
    form VARCHAR NOT NULL,
    title VARCHAR,
    published DATE,
    reported_cells INTEGER NOT NULL,
    is_current BOOLEAN NOT NULL DEFAULT false,
    reader_version VARCHAR NOT NULL,
    content_id VARCHAR NOT NULL,
    standing store.standing NOT NULL DEFAULT 'current',
    url VARCHAR,
    fetched VARCHAR,
    crawl VARCHAR,
    is_made_up BOOLEAN NOT NULL DEFAULT false
);

-- A cell keeps its number for as long as the warehouse lives: forms that come later append theirs.
-- Where the row stands and what it is called is brought up to date by each version of the forms.
CREATE TABLE store.cell (
    cell_no SMALLINT NOT NULL,
    table_code VARCHAR NOT NULL,
    row_code VARCHAR NOT NULL,
    column_code VARCHAR NOT NULL,
    row_no SMALLINT,
    row_label VARCHAR
);

-- In which unit, layout and form values stood in their texts, by which rule, and how that was proved: some dozens of
-- combinations, numbered, since five columns of words would take more space than the values.
CREATE TABLE store.origin (
    origin_no SMALLINT NOT NULL,
    unit VARCHAR,
    layout VARCHAR,
    form VARCHAR,
    rule VARCHAR,
    proof VARCHAR
);

-- raw: NULL where it is the value as a plain whole number, as most are: the views show it all the same.
CREATE TABLE store.fact (
    report_no INTEGER NOT NULL,
    cell_no SMALLINT NOT NULL,
    value DOUBLE,
    status store.status NOT NULL,
    origin_no SMALLINT NOT NULL,
    raw VARCHAR,
    line INTEGER
);

-- What the printed cells imply for some that report nothing: beside the facts, since few have it.
CREATE TABLE store.derived (
    report_no INTEGER NOT NULL,
    cell_no SMALLINT NOT NULL,
    value DOUBLE NOT NULL,
    sums VARCHAR NOT NULL
);

CREATE TABLE store.section (
    report_no INTEGER NOT NULL,
    ordinal SMALLINT NOT NULL,
    code VARCHAR NOT NULL,
    heading VARCHAR NOT NULL,
    text VARCHAR NOT NULL USING COMPRESSION zstd,
    heading_line INTEGER,
    first_line INTEGER NOT NULL,
    last_line INTEGER NOT NULL
);

CREATE TABLE store.figure (
    report_no INTEGER NOT NULL,
    measure VARCHAR NOT NULL,
    value DOUBLE NOT NULL,
    unit VARCHAR NOT NULL,
    sentence VARCHAR NOT NULL USING COMPRESSION zstd,
    line INTEGER NOT NULL,
    approximate BOOLEAN NOT NULL
);

CREATE TABLE store.subject (
    report_no INTEGER NOT NULL,
    label VARCHAR NOT NULL,
    value DOUBLE NOT NULL,
    unit VARCHAR,
    sentence VARCHAR NOT NULL USING COMPRESSION zstd,
    line INTEGER NOT NULL,
    approximate BOOLEAN NOT NULL
);

CREATE TABLE store.legacy (
    report_no INTEGER NOT NULL,
    label VARCHAR NOT NULL,
    item VARCHAR,
    value DOUBLE,
    unit VARCHAR,
    raw VARCHAR NOT NULL,
    line INTEGER NOT NULL
);

CREATE TABLE store.evidence (
    report_no INTEGER NOT NULL,
    field VARCHAR NOT NULL,
    value VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    text VARCHAR NOT NULL USING COMPRESSION zstd,
    line INTEGER
);

-- Where the lines of a document of an office program stand in it; there are none of text and pages.
CREATE TABLE store.line (
    report_no INTEGER NOT NULL,
    line INTEGER NOT NULL,
    part VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    position INTEGER NOT NULL
);

-- found_by: the reader's findings come and go with their report; those of the checks are made anew for each generation.
CREATE TABLE store.finding (
    report_no INTEGER NOT NULL,
    found_by VARCHAR NOT NULL,
    check_code VARCHAR NOT NULL,
    severity store.severity NOT NULL,
    message VARCHAR NOT NULL USING COMPRESSION zstd,
    table_code VARCHAR,
    row_code VARCHAR,
    column_code VARCHAR,
    left_value VARCHAR,
    right_value VARCHAR,
    line INTEGER
);

-- What people decided, as their files say it, and what became of it. number: the order in which it was read.
CREATE TABLE store.correction (
    number INTEGER NOT NULL,
    file VARCHAR NOT NULL,
    line INTEGER NOT NULL,
    document_id VARCHAR NOT NULL,
    field VARCHAR NOT NULL,
    expect VARCHAR,
    value VARCHAR,
    why VARCHAR NOT NULL,
    decided_by VARCHAR NOT NULL,
    decided_on VARCHAR,
    outcome store.decision NOT NULL,
    message VARCHAR,
    report_no INTEGER
);

-- The whole key of each report of which people decided a part: it stands in the place of the reader's.
CREATE TABLE store.decided_key (
    report_no INTEGER NOT NULL,
    unit_kind VARCHAR NOT NULL,
    town VARCHAR,
    county VARCHAR,
    prefecture VARCHAR,
    province VARCHAR,
    town_code VARCHAR,
    county_code VARCHAR,
    year SMALLINT
);

-- The values that people decided: they stand beside those of the reports. NULL: not known.
CREATE TABLE store.decided_cell (
    report_no INTEGER NOT NULL,
    cell_no SMALLINT NOT NULL,
    value DOUBLE
);

-- The division lists: a row per township and name, with the first and last list that shows it.
CREATE TABLE store.township (
    town_code VARCHAR NOT NULL,
    town VARCHAR NOT NULL,
    county_code VARCHAR NOT NULL,
    county VARCHAR NOT NULL,
    prefecture VARCHAR,
    province VARCHAR,
    first_year SMALLINT NOT NULL,
    last_year SMALLINT NOT NULL
);

-- Reporting units through time: a row per name, code and county of a township or a county, with the first and last list
-- that shows it. What goes on for a unit that ended stands in unit_successor.
CREATE TABLE store.unit_name (
    unit_id VARCHAR NOT NULL,
    is_township BOOLEAN NOT NULL,
    name VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    code VARCHAR NOT NULL,
    county VARCHAR NOT NULL,
    county_code VARCHAR NOT NULL,
    prefecture VARCHAR,
    province VARCHAR,
    first_year SMALLINT NOT NULL,
    last_year SMALLINT NOT NULL
);

CREATE TABLE store.unit_successor (
    unit_id VARCHAR NOT NULL,
    successor_id VARCHAR NOT NULL
);

-- The unit of each report whose place the lists know; written anew for each generation.
CREATE TABLE store.unit_of (
    report_no INTEGER NOT NULL,
    unit_id VARCHAR NOT NULL
);

CREATE TABLE store.run (
    generation INTEGER NOT NULL,
    started TIMESTAMP NOT NULL,
    finished TIMESTAMP NOT NULL,
    roots VARCHAR[] NOT NULL,
    reader_version VARCHAR NOT NULL,
    found BIGINT NOT NULL,
    reports BIGINT NOT NULL,
    duplicates BIGINT NOT NULL,
    quarantined BIGINT NOT NULL,
    unchanged BIGINT NOT NULL,
    newly_read BIGINT NOT NULL,
    vanished BIGINT NOT NULL,
    reports_held BIGINT NOT NULL,
    facts_held BIGINT NOT NULL,
    findings_held BIGINT NOT NULL,
    waiting BIGINT,
    note VARCHAR
);

-- What this generation changed against the one before: written once, when it is built.
CREATE TABLE store.change (
    what VARCHAR NOT NULL,
    change VARCHAR NOT NULL,
    document_id VARCHAR,
    source VARCHAR,
    town VARCHAR,
    county VARCHAR,
    year SMALLINT,
    field VARCHAR NOT NULL,
    before_value VARCHAR,
    after_value VARCHAR,
    root VARCHAR
);

-- From here on: what follows from the forms and the checks, written anew for each generation.

CREATE TABLE store.measure (
    code VARCHAR NOT NULL,
    chinese VARCHAR NOT NULL,
    english VARCHAR NOT NULL,
    unit VARCHAR,
    form VARCHAR,
    first_year SMALLINT,
    last_year SMALLINT,
    table_code VARCHAR,
    row_code VARCHAR,
    column_code VARCHAR,
    measure_no SMALLINT NOT NULL
);

-- The sums that the forms declare: over all terms of one sum, sign times value adds up to nothing.
CREATE TABLE store.sum_term (
    sum_no SMALLINT NOT NULL,
    code VARCHAR NOT NULL,
    table_code VARCHAR NOT NULL,
    over VARCHAR NOT NULL,
    term VARCHAR NOT NULL,
    sign TINYINT NOT NULL
);

CREATE TABLE store.rule (
    code VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    severity store.severity NOT NULL,
    meaning VARCHAR NOT NULL,
    reference VARCHAR NOT NULL
);

-- What kind of warehouse this is: another version of the tables is not written to.
CREATE TABLE store.version (
    schema_version INTEGER NOT NULL,
    division_lists VARCHAR
);
INSERT INTO store.version VALUES (9, NULL);
