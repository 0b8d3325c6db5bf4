"""The panel: one row per unit and year, with the measures of schema/panel.toml side by side."""

import tomllib
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cache
from importlib import resources

import duckdb

from gongkai.transform.forms import forms
from gongkai.transform.prose.measures import Measure
from gongkai.transform.prose.measures import measures as prose_measures
from gongkai.warehouse import schema
from gongkai.words import in_context

_KEY = (
    "r.town, r.county, r.year, r.unit_kind, r.unit_name, r.prefecture, r.province, r.town_code, r.county_code,"
    " r.unit_id, coalesce(t.form, r.form) AS form"
)
# Of several forms in one document, the one that most of these cells follow; the newest where as many follow each.
_FORMS = tuple(form.code for form in reversed(forms()))
_COUNTS = [f"count(CASE f.form WHEN '{code}' THEN 1 END)" for code in _FORMS]
_USUAL_FORM = (
    f"CASE greatest({', '.join(_COUNTS)}) WHEN 0 THEN NULL"
    + "".join(f" WHEN {count} THEN '{code}'" for count, code in zip(_COUNTS, _FORMS, strict=True))
    + " END"
)
# A value in the unit of its column: amounts printed in another unit are converted, or left out.
_CONVERTED = {"万元": "CASE f.unit WHEN '万元' THEN f.known WHEN '元' THEN f.known / 10000 END"}


def make_panel(con: duckdb.DuckDBPyConnection) -> None:
    """Current reports whose unit, county and year are known; corrected values in the place of those reported."""
    numbers = con.execute("SELECT table_code || '.' || row_code || '.' || column_code, cell_no FROM store.cell")
    cells: dict[str, int] = dict(numbers.fetchall())
    measured = {name: _measure(column, cells) for name, column in _declared().items()}
    units = _units(cells)
    # CASE and no FILTER: DuckDB goes through some forty of them in a fifth of the time.
    values = {
        f"c{number}": f"max(CASE f.cell_no WHEN {number} THEN {_CONVERTED[unit] if unit else 'f.known'} END)"
        for number, unit in units.items()
    }
    stated = {name: f"max(value) FILTER (measure = '{one.code}')" for name, one in _stated()}
    con.execute(f"""
CREATE OR REPLACE TABLE panel AS
SELECT {_KEY}, {_columns(measured)}, p.* EXCLUDE (report_no),
    coalesce(d.corrected_cells, 0) AS corrected_cells, r.document_id, r.source
FROM store.held AS r
LEFT JOIN (
    SELECT f.report_no, {_USUAL_FORM} AS form, {_columns(values)}
    FROM store.fact_with_corrections AS f WHERE f.cell_no IN ({", ".join(map(str, units))}) GROUP BY f.report_no
) AS t USING (report_no)
LEFT JOIN (SELECT report_no, {_columns(stated)} FROM store.figure GROUP BY report_no) AS p USING (report_no)
LEFT JOIN (
    SELECT report_no, count(*) AS corrected_cells
    FROM store.fact_with_corrections
    WHERE is_corrected AND report_no IN (SELECT report_no FROM store.corrected_cell)
    GROUP BY report_no
) AS d USING (report_no)
WHERE r.is_current AND r.county IS NOT NULL AND r.year IS NOT NULL
    AND (r.town IS NOT NULL OR (r.unit_kind IN ('county', 'department') AND r.unit_name IS NOT NULL))
ORDER BY r.province, r.prefecture, r.county, r.town NULLS FIRST, r.unit_name, r.year, r.document_id
""")
    con.execute((resources.files(schema) / "series.sql").read_text(encoding="utf-8"))


def panel_comments(language: str = "en") -> dict[str, str]:
    """Column -> what it means."""
    tabled = {name: in_context(schema.CONTEXT, column["comment"], language) for name, column in _declared().items()}
    return tabled | {name: _prose_comment(measure, language) for name, measure in _stated()}


def panel_words() -> Iterator[str]:
    """What the catalogue has in Chinese."""
    return (column["comment"] for column in _declared().values())


def _prose_comment(measure: Measure, language: str) -> str:
    if language == "zh":
        return f"正文所述：{measure.chinese}（单位：{measure.unit}）"
    return f"{measure.english} ({measure.chinese}), in {measure.unit}, as the prose states it"


@cache
def _declared() -> dict[str, dict[str, str]]:
    return tomllib.loads((resources.files(schema) / "panel.toml").read_text(encoding="utf-8"))


def _stated() -> Iterator[tuple[str, Measure]]:
    """(column, measure) of each measure of the prose that the panel has."""
    return ((f"prose_{measure.code}", measure) for measure in prose_measures() if measure.panel)


def _measure(column: dict[str, str], cells: dict[str, int]) -> str:
    """The sum of the cells, which is NULL unless all of them are known; else that of the other cells."""
    sums = (" + ".join(f"t.c{number}" for number in _terms(pattern, cells)) for pattern in _patterns(column))
    return f"coalesce({', '.join(sums)})"


def _patterns(column: dict[str, str]) -> list[str]:
    return [column[name] for name in ("cells", "or") if name in column]


def _terms(pattern: str, cells: dict[str, int]) -> list[int]:
    """Raises ValueError where panel.toml names a cell that no form has."""
    terms = [number for code, number in cells.items() if fnmatchcase(code, pattern)]
    if not terms:
        raise ValueError(f"panel.toml names {pattern}: no form has such a cell")
    return terms


def _units(cells: dict[str, int]) -> dict[int, str | None]:
    """The number of each cell that the panel uses -> the unit it wants; None: as it is."""
    return {
        number: column.get("unit")
        for column in _declared().values()
        for pattern in _patterns(column)
        for number in _terms(pattern, cells)
    }


def _columns(expressions: dict[str, str]) -> str:
    return ",\n    ".join(f"{expression} AS {name}" for name, expression in expressions.items())
