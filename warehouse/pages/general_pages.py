"""All pages but those of single reports and units: overview, lists, coverage, codebook, documentation."""

from collections.abc import Sequence

import duckdb

from gongkai.transform.forms import Form, forms
from gongkai.warehouse.pages import coverage
from gongkai.warehouse.pages.charts import FEW, charts
from gongkai.warehouse.pages.documentation import chapters, grouped, searchable
from gongkai.warehouse.pages.form_tables import Shown, shown
from gongkai.warehouse.pages.queries import Row, ask
from gongkai.warehouse.pages.units import link
from gongkai.warehouse.pages.words import LANGUAGES
from gongkai.warehouse.pages.writing import Site, neighbours

LISTED = 1_000  # findings of a check
A_PAGE = 100  # findings
UNITS = 60_000  # of the list of reports
UNITS_A_PAGE = 100  # that stand there without a search
NEAR = 3  # pages of findings before and after one, to which it links
CHANGES = 100
UNPLACED = 100
_FINDING = (
    "check", "severity", "message", "message_zh",
    "province", "prefecture", "county", "town", "year", "source", "line", "page",
)  # fmt: skip
_MESSAGES = ("message", "message_zh")  # by language
_MEASURE = ("code", "chinese", "english", "unit", "form", "first_year", "last_year")


def write_overview(con: duckdb.DuckDBPyConnection, site: Site) -> None:
    site.page(
        "index.html",
        "overview.html",
        charts=charts(con, LANGUAGES),
        few=FEW,
        changes=ask(con, "changes", most=CHANGES),
        changes_in_short=ask(con, "changes_in_short"),
        quarantine=ask(con, "quarantine"),
    )


def write_reports(site: Site, units: Sequence[Row]) -> None:
    """All reports, a row a unit: some in the page, all of them for its search."""
    fields = ("province", "prefecture", "county", "name")
    site.data(
        "reports.js",
        "REPORTS",
        (
            [
                *(unit[field] or "" for field in fields),
                unit["unit"] if unit["unit"] in site.units else 0,
                unit["years"],
                unit["pages"] if any(unit["pages"]) else 0,
                unit["findings"],
            ]
            for unit in units
        ),
    )
    years = sorted({year for unit in units for year in unit["years"] if year}, reverse=True)
    held = units[0]["units"] if units else 0
    site.page("reports.html", "reports.html", listed=units[:UNITS_A_PAGE], years=years, searched=len(units), held=held)


def write_findings(con: duckdb.DuckDBPyConnection, site: Site) -> None:
    """The list in pages, and as data for the filters."""
    listed = [{**row, "page": link(site, row)} for row in ask(con, "findings", most=LISTED)]
    chunks = [listed[first : first + A_PAGE] for first in range(0, len(listed), A_PAGE)] or [[]]
    checks = ask(con, "checks")
    years = sorted({row["year"] for row in listed if row["year"]}, reverse=True)
    for number, chunk in enumerate(chunks, 1):
        site.page(
            _findings_page(number),
            "findings.html",
            findings=chunk,
            listed=len(listed),
            number=number,
            last=len(chunks),
            numbers=[(at, _findings_page(at)) for at in _near(number, len(chunks))],
            checks=checks,
            years=years,
            listed_most=LISTED,
            a_page=A_PAGE,
        )
    site.page("checks.html", "checks.html", checks=checks)
    rows = [[row[name] for name in _FINDING] for row in listed]
    for language, others in zip(LANGUAGES, reversed(_MESSAGES), strict=True):
        left_out = _FINDING.index(others)
        site.data(f"findings.{language}.js", "FINDINGS", (row[:left_out] + row[left_out + 1 :] for row in rows))
    site.csv("csv/findings.csv", _FINDING[:-1], (row[:-1] for row in rows))


def write_coverage(con: duckdb.DuckDBPyConnection, site: Site) -> None:
    provinces = coverage.provinces(con)
    unplaced = ask(con, "unplaced", most=UNPLACED)
    years = sorted({year for province in provinces for year in province.years})
    held = [year for year in years if any(province.years.get(year, (0, 0))[0] for province in provinces)]
    site.csv(
        "csv/coverage.csv",
        ("province_code", "province", "year", "held", "listed"),
        ((one.code, one.name, year, *of) for one in provinces for year, of in one.years.items()),
    )
    site.page(
        "coverage.html", "coverage.html",
        provinces=provinces, tiles=coverage.tiles(provinces), years=years, held=held, unplaced=unplaced,
    )  # fmt: skip
    for province, before, after in neighbours(provinces):
        site.page(
            f"coverage/{province.code}.html", "province.html",
            province=province, years=years, held=held, before=before, after=after,
        )  # fmt: skip


def write_codebook(con: duckdb.DuckDBPyConnection, site: Site) -> None:
    measures = ask(con, "measures")
    site.csv("csv/measures.csv", _MEASURE, ([row[name] for name in _MEASURE] for row in measures))
    in_prose = [row for row in measures if row["table_code"] is None]
    newest_first = [(form, list(_blocks(form))) for form in reversed(forms())]
    site.page("measures.html", "measures.html", forms=newest_first, measures=in_prose)


def write_documentation(site: Site) -> None:
    for chapter, before, after in neighbours(chapters()):
        site.page(chapter.path, "document.html", document=chapter, groups=grouped(), before=before, after=after)
    for language in LANGUAGES if chapters() else ():
        site.data(f"documents.{language}.js", "DOCUMENTS", searchable(language))


def _blocks(form: Form) -> list[Shown]:
    return [shown(table, block, block.rows, block.columns) for table in form.tables for block in table.blocks]


def _findings_page(number: int) -> str:
    return "findings.html" if number == 1 else f"findings/{number}.html"


def _near(number: int, last: int) -> list[int]:
    """The pages that are linked to: the first, the last, and those around this one."""
    return [at for at in range(1, last + 1) if at in (1, last) or abs(at - number) <= NEAR]
