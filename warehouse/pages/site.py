"""The whole site: which pages there are, how large it may get, and how it takes the place of an earlier one.

The same warehouse and texts give the same bytes. At most SIZE_LIMIT bytes are written: lists are capped, and pages of
reports end where REPORTS_LIMIT is used up.
"""

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import duckdb
from jinja2 import Environment, PackageLoader, StrictUndefined

from gongkai.warehouse.pages import coverage
from gongkai.warehouse.pages.charts import SiteError, charts, drawing
from gongkai.warehouse.pages.documents import documents
from gongkai.warehouse.pages.questions import Row, ask
from gongkai.warehouse.pages.report import anchor, contents, name_of, parts
from gongkai.warehouse.pages.words import LANGUAGES, called, words

REPORTS = 500  # pages of reports, unless another number is asked for
SIZE_LIMIT = 200_000_000  # bytes of a whole site
REPORTS_LIMIT = 120_000_000  # bytes of these for the pages of reports
LISTED = 1_000  # findings of a check
A_PAGE = 500  # findings
CHANGES = 200
UNPLACED = 500
CONTENTS = "site.json"  # what a folder must hold to be replaced: the list of the files that were written there
# What the head of each page leads to, and where; pages of that kind that lie deeper are in a folder of its name.
KINDS = {
    "overview": "index.html",
    "coverage": "coverage.html",
    "findings": "findings.html",
    "reports": "reports.html",
    "measures": "measures.html",
}
STATIC = ("style.css", "marking.js", "filter.js")

# (root, source, document_id) -> the decoded text of a report, or None where it is out of reach or has changed.
TextOf = Callable[[str, str, str], str | None]


@dataclass(slots=True)
class _Site:
    """What every page needs, and how many bytes each file has that was written so far."""

    folder: Path
    about: Row
    pages: dict[str, str]  # document_id -> name of its page
    lines: dict[str, int] = field(default_factory=dict)  # document_id -> lines of its text that the page shows
    sizes: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Written:
    """files: how many. size: bytes. reports: pages of reports in each language, of `wanted` that were to have one.

    texts: how many of them show the decoded text.
    """

    files: int
    size: int
    reports: int
    wanted: int
    texts: int


def build(
    con: duckdb.DuckDBPyConnection, folder: Path, text_of: TextOf, asked: Sequence[str] = (), most: int = REPORTS
) -> Written:
    """Write the site in place of an earlier one. asked: sources or ids of reports that get a page whatever they hold.

    most: how many of the others get one, the worst first. Raises SiteError.
    """
    folder = folder.resolve()
    check(folder)
    chosen = _choose(con, asked, most)
    unfinished = folder.with_name(f".{folder.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    try:
        site = _Site(unfinished, ask(con, "about")[0], {document: _page_of(document) for document in chosen})
        texts = _write_reports(con, site, text_of)
        _write_lists(con, site)
        size = sum(site.sizes.values())
        if size > SIZE_LIMIT:
            raise SiteError(f"The site has {size:,} bytes, more than {SIZE_LIMIT:,}. Fewer pages: --reports 100")
        (unfinished / CONTENTS).write_text(
            json.dumps({"made_by": "gongkai site", "files": sorted(site.sizes)}, indent=0), encoding="utf-8"
        )
        _swap(unfinished, folder)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return Written(len(site.sizes) + 1, size, len(site.pages), len(chosen), texts)


def check(folder: Path) -> None:
    """Raises SiteError where no site can be made, or where the folder holds anything but an earlier one."""
    drawing()
    if not folder.exists():
        return
    if not folder.is_dir():
        raise SiteError(f"{folder} is a file. Name a folder.")
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}
    if not there:
        return
    try:
        listed = json.loads((folder / CONTENTS).read_text(encoding="utf-8"))
        ours = {CONTENTS, *listed["files"]} if listed["made_by"] == "gongkai site" else set()
    except (OSError, ValueError, KeyError, TypeError):
        ours = set()
    others = sorted(there - ours)
    if others:
        raise SiteError(
            f"{folder} holds other files ({others[0]}). Name a new or empty folder, or one of an earlier site."
        )


def _choose(con: duckdb.DuckDBPyConnection, asked: Sequence[str], most: int) -> list[str]:
    """The ids of the reports that get a page, into the table `chosen`: those asked for, then the worst."""
    documents: list[str] = []
    for name in asked:
        found = ask(con, "asked", name=name)
        if not found:
            raise SiteError(
                f"The warehouse has no report {name}. Name its source, or the first 8 or more signs of its document_id:"
                ' gongkai query "SELECT source, document_id FROM reports"'
            )
        documents += [row["document_id"] for row in found]
    documents += [row["document_id"] for row in ask(con, "worst", most=most)]
    chosen = list(dict.fromkeys(documents))
    _keep(con, chosen)
    return chosen


def _keep(con: duckdb.DuckDBPyConnection, documents: Sequence[str]) -> None:
    con.execute("CREATE OR REPLACE TEMP TABLE chosen (place INTEGER, document_id VARCHAR)")
    con.execute(
        "INSERT INTO chosen SELECT generate_subscripts(d, 1), unnest(d) FROM (SELECT ?::VARCHAR[] AS d)",
        [list(documents)],
    )


def _page_of(document: str) -> str:
    return f"reports/{document[:16]}.html"


def _write_reports(con: duckdb.DuckDBPyConnection, site: _Site, text_of: TextOf) -> int:
    """Write as many pages of reports as the limit allows. Returns how many show their text."""
    reports, held = ask(con, "report"), parts(con)
    for report in reports:
        document = report["document_id"]
        text = text_of(report["root"], report["source"], document)
        of_report = {part: rows.get(document, []) for part, rows in held.items()}
        shown = contents(report, of_report, text)
        _write(site, site.pages[document], "report.html", **shown, web=_web(report["url"]))
        if sum(site.sizes.values()) > REPORTS_LIMIT:
            return _write_fewer(con, site, text_of, [*site.lines])
        site.lines[document] = len(shown["lines"] or ())
    return sum(lines > 0 for lines in site.lines.values())


def _write_fewer(con: duckdb.DuckDBPyConnection, site: _Site, text_of: TextOf, documents: Sequence[str]) -> int:
    """Write those pages again that were within the limit: none of them may lead to a page that is not there."""
    shutil.rmtree(site.folder)
    site.sizes.clear()
    site.lines.clear()
    site.pages = {document: _page_of(document) for document in documents}
    _keep(con, documents)
    return _write_reports(con, site, text_of)


def _write_lists(con: duckdb.DuckDBPyConnection, site: _Site) -> None:
    """Everything but the pages of reports."""
    con.execute("CREATE OR REPLACE TEMP TABLE coverage AS FROM main.coverage")  # asked four times, each time a second
    _write(
        site,
        "index.html",
        "overview.html",
        charts=charts(con, LANGUAGES),
        changes=ask(con, "changes", most=CHANGES),
        changes_in_short=ask(con, "changes_in_short"),
        quarantine=ask(con, "quarantine"),
    )
    found = coverage.provinces(con)
    unplaced = ask(con, "unplaced", most=UNPLACED)
    years = sorted({year for province in found for year in province.years})
    _write(site, "coverage.html", "coverage.html", provinces=found, years=years, unplaced=unplaced)
    for province in found:
        _write(site, f"coverage/{province.code}.html", "province.html", province=province, years=years)
    _write_findings(con, site)
    reports = [{**report, "name": name_of(report)} for report in ask(con, "report")]
    _write(site, "reports.html", "reports.html", reports=reports)
    _write(site, "measures.html", "measures.html", measures=ask(con, "measures"))
    for document in documents():
        _write(site, document.path, "document.html", document=document, listed=documents())
    _save(site, "index.html", _environment().get_template("choose.html").render(words=words, languages=LANGUAGES))
    for name in STATIC:
        _save(site, name, (resources.files(__package__) / "static" / name).read_text(encoding="utf-8"))


def _write_findings(con: duckdb.DuckDBPyConnection, site: _Site) -> None:
    """The list in pages, and as data for the filters: a file of a page's own folder can be loaded without a server."""
    listed = [{**row, "page": _link(site, row)} for row in ask(con, "findings", most=LISTED)]
    chunks = [listed[first : first + A_PAGE] for first in range(0, len(listed), A_PAGE)] or [[]]
    checks = ask(con, "checks")
    for number, chunk in enumerate(chunks, 1):
        _write(
            site,
            _findings_page(number),
            "findings.html",
            findings=chunk,
            listed=len(listed),
            number=number,
            numbers=[(at, _findings_page(at)) for at in range(1, len(chunks) + 1)],
            checks=checks,
            years=sorted({row["year"] for row in listed if row["year"]}, reverse=True),
            listed_most=LISTED,
            a_page=A_PAGE,
        )
    fields = (
        "check",
        "severity",
        "message",
        "province",
        "prefecture",
        "county",
        "town",
        "year",
        "source",
        "line",
        "page",
    )
    rows = ",\n".join(json.dumps([row[name] for name in fields], ensure_ascii=False) for row in listed)
    _save(site, "findings.js", f"const FINDINGS = [\n{rows}\n];\n")


def _findings_page(number: int) -> str:
    return "findings.html" if number == 1 else f"findings/{number}.html"


def _link(site: _Site, finding: Row) -> str | None:
    """Where a finding leads: to its cell, else its line, else the page of its report."""
    page = site.pages.get(finding["document_id"])
    cell = anchor(finding["table_code"], finding["row_code"], finding["column_code"])
    shown = (finding["line"] or 0) <= site.lines.get(finding["document_id"], 0)
    line = f"L{finding['line']}" if finding["line"] and shown else None
    return f"{page}#{cell or line}" if page and (cell or line) else page


def _web(url: str | None) -> str | None:
    """An address that a reader may follow: a crawl can hold anything."""
    return url if url and urlsplit(url).scheme in ("http", "https") else None


def _write(site: _Site, path: str, template: str, **context: Any) -> None:
    """One page in each language."""
    up = "../" * (path.count("/") + 1)
    for language, other in zip(LANGUAGES, reversed(LANGUAGES), strict=True):
        page = _environment().get_template(template).render(
            context,
            lang=language,
            other=other,
            t=words(language),
            other_t=words(other),
            path=path,
            up=up,
            home=f"{up}{language}/",
            about=site.about,
            pages=site.pages,
            documented=bool(documents()),
        )  # fmt: skip
        _save(site, f"{language}/{path}", page)


def _save(site: _Site, path: str, content: str) -> None:
    file = site.folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    data = content.encode("utf-8", "replace")  # half a pair of UTF-16 is no character
    file.write_bytes(data)
    site.sizes[path] = len(data)


@cache
def _environment() -> Environment:
    """Every value is escaped: what reports and files are called is never markup."""
    environment = Environment(
        loader=PackageLoader("gongkai.warehouse.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(number=_number, spans=coverage.spans)
    environment.globals.update(share=coverage.share, called=called, kinds=KINDS)
    return environment


def _number(value: float | None) -> str:
    """As people write it: 1,234 rather than 1234.0, nothing for NULL."""
    if value is None:
        return ""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,}"


def _swap(unfinished: Path, folder: Path) -> None:
    """The new site stands where the earlier one stood: nobody sees half of it. A folder that cannot be renamed, as one
    that another disk is mounted on, is filled file by file.
    """
    earlier = folder.with_name(f".{folder.name}.earlier")
    shutil.rmtree(earlier, ignore_errors=True)
    try:
        if folder.exists():
            folder.rename(earlier)
        unfinished.rename(folder)
    except OSError:
        if earlier.exists() and not folder.exists():
            earlier.rename(folder)
            raise
        _fill(unfinished, folder)
    shutil.rmtree(earlier, ignore_errors=True)


def _fill(unfinished: Path, folder: Path) -> None:
    wanted = {path.relative_to(unfinished) for path in _files(unfinished)}
    for path in [path for path in _files(folder) if path.relative_to(folder) not in wanted]:
        path.unlink()
    shutil.copytree(unfinished, folder, dirs_exist_ok=True)


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())
