"""The whole site: which pages there are, how large it may get, and how it takes the place of an earlier one.

The same warehouse and texts give the same bytes. At most SIZE_LIMIT bytes are written: lists are capped, and pages of
reports end where REPORTS_LIMIT is used up. A site takes the place of an earlier one as a whole, and never that of
anything else.
"""

import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import duckdb

from gongkai.warehouse.citation import data_version
from gongkai.warehouse.pages.charts import drawing
from gongkai.warehouse.pages.general_pages import (
    UNITS,
    write_codebook,
    write_coverage,
    write_documentation,
    write_findings,
    write_overview,
    write_reports,
)
from gongkai.warehouse.pages.queries import Row, ask
from gongkai.warehouse.pages.report import CSV_COLUMNS, contents, csv_rows, name_of, parts
from gongkai.warehouse.pages.units import page_of as page_of_unit
from gongkai.warehouse.pages.units import write_units
from gongkai.warehouse.pages.writing import Site, SiteError, neighbours
from gongkai.words import _

REPORTS = 500  # pages of reports, unless another number is asked for
SIZE_LIMIT = 200_000_000  # bytes of a whole site
REPORTS_LIMIT = 120_000_000  # bytes of these for the pages of reports
CONTENTS = "site.json"  # what a folder must hold to be replaced: the list of the files that were written there
_MADE_BY = "gongkai site"

# (root, source, document_id) -> the decoded text of a report, or None where it is out of reach or has changed.
TextOf = Callable[[str, str, str], str | None]
# A report, and those before and after it on the list.
Around = tuple[Row, Row | None, Row | None]


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
    require_folder(folder)
    ask(con, "listed")
    chosen = _choose(con, asked, most)
    with _unfinished(folder) as unfinished:
        site = Site(unfinished, ask(con, "about")[0], {document: _page_of(document) for document in chosen})
        texts = _write_reports(con, site, text_of)
        units = ask(con, "units", most=UNITS)
        write_units(con, site, units)
        write_reports(site, units)
        con.execute("CREATE OR REPLACE TEMP TABLE coverage AS FROM main.coverage")  # asked often, each time a second
        write_overview(con, site)
        write_coverage(con, site)
        write_findings(con, site)
        write_codebook(con, site)
        write_documentation(site)
        site.start()
        site.static()
        if site.size > SIZE_LIMIT:
            raise SiteError(
                _("The site has {size:,} bytes, more than {limit:,}. Fewer pages: --reports 100").format(
                    size=site.size, limit=SIZE_LIMIT
                )
            )
        _finish(unfinished, folder, site.sizes, ingredients(con, asked, most))
    return Written(len(site.sizes) + 1, site.size, len(site.pages), len(chosen), texts)


def require_folder(folder: Path) -> None:
    """Raises SiteError where no site can be made, or where the folder holds anything but an earlier one."""
    drawing()
    if not folder.exists():
        return
    if not folder.is_dir():
        raise SiteError(_("{folder} is a file. Name a folder.").format(folder=folder))
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}
    others = sorted(there - {CONTENTS, *_contents(folder).get("files", ())}) if there else []
    if others:
        raise SiteError(
            _("{folder} holds other files ({file}). Name a new or empty folder, or one of an earlier site.").format(
                folder=folder, file=others[0]
            )
        )


def is_current(con: duckdb.DuckDBPyConnection, folder: Path, asked: Sequence[str] = (), most: int = REPORTS) -> bool:
    """Whether the folder holds the site of this warehouse already, made by this version of the program."""
    return _contents(folder.resolve()).get("made_from") == ingredients(con, asked, most)


def ingredients(con: duckdb.DuckDBPyConnection, asked: Sequence[str], most: int) -> str:
    """What a site follows from, but for the texts: the run and its data, the program, what was asked for."""
    about = ask(con, "about")[0]
    files = sorted(path for path in Path(str(resources.files(__package__))).rglob("*") if path.is_file())
    program = sha256(b"".join(path.read_bytes() for path in files if path.suffix != ".pyc")).hexdigest()
    return sha256(repr((about, data_version(con).content, program, list(asked), most)).encode()).hexdigest()


def _choose(con: duckdb.DuckDBPyConnection, asked: Sequence[str], most: int) -> list[str]:
    """The ids of the reports that get a page, into the table `chosen`: those asked for, then the worst."""
    documents: list[str] = []
    for name in asked:
        rows = ask(con, "asked", name=name)
        if not rows:
            raise SiteError(
                _(
                    "The warehouse has no report {name}. Name its source, or the first 8 or more signs of its"
                    " document_id: {query}"
                ).format(name=name, query='gongkai query "SELECT source, document_id FROM reports"')
            )
        documents += [row["document_id"] for row in rows]
    documents += [row["document_id"] for row in ask(con, "worst", most=most)]
    chosen = list(dict.fromkeys(documents))
    _keep(con, chosen)
    return chosen


def _keep(con: duckdb.DuckDBPyConnection, documents: Sequence[str]) -> None:
    con.execute("CREATE OR REPLACE TEMP TABLE chosen (document_id VARCHAR)")
    con.execute("INSERT INTO chosen SELECT unnest(?::VARCHAR[])", [list(documents)])


def _page_of(document: str) -> str:
    return f"reports/{document[:16]}.html"


def _write_reports(con: duckdb.DuckDBPyConnection, site: Site, text_of: TextOf) -> int:
    """Write as many pages of reports as the limit allows. Returns how many show their text."""
    reports = [{**report, "name": name_of(report)} for report in ask(con, "report")]
    around = {row["document_id"]: (row, before, after) for row, before, after in neighbours(reports)}
    site.units = {row["unit"]: page_of_unit(row["unit"]) for row in reports}
    held = parts(con)
    for document in list(site.pages):  # in the order of their choice
        _write_report(site, around[document], {part: rows.get(document, []) for part, rows in held.items()}, text_of)
        if site.size > REPORTS_LIMIT:
            return _write_fewer(con, site, text_of, [*site.lines][:-1])
    return sum(lines > 0 for lines in site.lines.values())


def _write_report(site: Site, around: Around, held: dict[str, list[Row]], text_of: TextOf) -> None:
    report, before, after = around
    document = report["document_id"]
    shown = contents(report, held, text_of(report["root"], report["source"], document))
    table = f"csv/{document[:16]}.csv"
    site.page(
        site.pages[document], "report.html", **shown, web=_web(report["url"]), before=before, after=after, table=table
    )
    site.csv(table, CSV_COLUMNS, csv_rows(shown["blocks"]))
    site.lines[document] = len(shown["lines"] or ())


def _write_fewer(con: duckdb.DuckDBPyConnection, site: Site, text_of: TextOf, documents: Sequence[str]) -> int:
    """Write those pages again that were within the limit: none of them may lead to a page that is not there."""
    shutil.rmtree(site.folder)
    site.sizes.clear()
    site.lines.clear()
    site.pages = {document: _page_of(document) for document in documents}
    _keep(con, documents)
    return _write_reports(con, site, text_of)


def _web(url: str | None) -> str | None:
    """An address that a reader may follow: a crawl can hold anything."""
    return url if url and urlsplit(url).scheme in ("http", "https") else None


@contextmanager
def _unfinished(folder: Path) -> Iterator[Path]:
    """A folder beside that of the site to write into, gone afterwards if it has not taken its place."""
    beside = folder.with_name(f".{folder.name}.unfinished")
    shutil.rmtree(beside, ignore_errors=True)
    try:
        yield beside
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _finish(written: Path, folder: Path, files: Iterable[str], made_from: str) -> None:
    """The new site stands where the earlier one stood: nobody sees half of it. A folder that cannot be renamed, as one
    that another disk is mounted on, is filled file by file.
    """
    contents = {"made_by": _MADE_BY, "made_from": made_from, "files": sorted(files)}
    (written / CONTENTS).write_text(json.dumps(contents, indent=0), encoding="utf-8")
    earlier = folder.with_name(f".{folder.name}.earlier")
    shutil.rmtree(earlier, ignore_errors=True)
    try:
        if folder.exists():
            folder.rename(earlier)
        written.rename(folder)
    except OSError:
        if earlier.exists() and not folder.exists():
            earlier.rename(folder)
            raise
        _fill(written, folder)
    shutil.rmtree(earlier, ignore_errors=True)


def _contents(folder: Path) -> dict[str, Any]:
    try:
        listed: dict[str, Any] = json.loads((folder / CONTENTS).read_text(encoding="utf-8"))
        return listed if listed["made_by"] == _MADE_BY else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _fill(written: Path, folder: Path) -> None:
    wanted = {path.relative_to(written) for path in _files(written)}
    for path in [path for path in _files(folder) if path.relative_to(folder) not in wanted]:
        path.unlink()
    shutil.copytree(written, folder, dirs_exist_ok=True)


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())
