"""The reader: one pure, deterministic function from a document to its report. No I/O, no clock, no global state."""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, partial
from importlib.metadata import entry_points, version
from itertools import pairwise
from pathlib import Path

from gongkai.extract.document import LARGEST, Document, Reason, Rejected
from gongkai.extract.encoding import Text
from gongkai.extract.openers import openers_version, text_of
from gongkai.extract.text.outline import Outline, outline
from gongkai.transform import legacy
from gongkai.transform.arithmetic import calculate
from gongkai.transform.finding_words import Named, finding
from gongkai.transform.forms import OtherForm, forms
from gongkai.transform.key.broken_lines import joined
from gongkai.transform.key.is_report import assess, title_of
from gongkai.transform.key.manifest_evidence import conflicts, evidence_of_manifest, year_or_manifest
from gongkai.transform.key.places import resolve, unlisted
from gongkai.transform.key.second_report import Second, second_report
from gongkai.transform.key.years import find_year, latest_year, published
from gongkai.transform.prose.figures import read_prose
from gongkai.transform.report import Evidence, EvidenceKind, Fact, Finding, Key, Report, UnitKind
from gongkai.transform.table.facts import doubt_losses, facts, findings, form_of, reported, used_since
from gongkai.transform.table_twice import differ, read_tables

LEGACY = "legacy"
# Runs of what carries meaning. Blanks, punctuation, pipes and lines are what layouts differ in.
SAID = re.compile(r"[\u3400-\u9fff0-9A-Za-z\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]+")
WIDE = b"\xef"  # with it begin full-width letters and digits in UTF-8, and nothing else that is said
CHINESE = re.compile("[\u4e00-\u9fff]{3,}")
NARROW = {wide: wide - 0xFEE0 for wide in range(0xFF10, 0xFF5B)}


def read(document: Document) -> Report:
    """Read one document. Raise Rejected with the reason where it is no report.

    The result depends on the bytes, on the text beside them where they hold none, and on what a crawl knows, which
    decides only what the text leaves open; `document.source` is not looked at.
    """
    if len(document.data) > LARGEST:
        raise Rejected(Reason.TOO_LARGE, f"{len(document.data):,} bytes; a report has some ten thousand.")
    decoded = text_of(document)
    parts = outlined = outline(decoded.text, anchors(), frozenset({LEGACY}), label_words())
    title = title_of(parts)
    latest = (latest_year(title.text) if title else None) or latest_year(outlined.text)
    second = second_report(title, parts, partial(differ, latest=latest))
    if second:
        parts = outline(outlined.above(second.at), anchors(), frozenset({LEGACY}), label_words())
    tables = read_tables(parts.found, latest, LEGACY)
    readings = doubt_losses([table.reading for table in tables if table.reading])
    prose = parts.prose
    whole = list(joined(prose))
    assessment = assess(title, parts, whole, reported(readings))
    if not assessment.is_report:
        raise Rejected(Reason.NOT_A_REPORT, f"The text is no annual report: {assessment.against}.")
    told = evidence_of_manifest(document.crawl)
    years = year_or_manifest(find_year(title, whole, used_since(readings)), told)
    year = years.year
    form = form_of(readings, year)
    cells = _in_own_lines(facts(readings, year), parts)
    key = resolve(title, whole, years, told)
    arithmetic = calculate(cells)
    stated = read_prose(prose, year, _kind_in_prose(key))
    return Report(
        document_id=document.document_id,
        encoding=decoded.encoding,
        damaged_characters=decoded.damaged,
        text=decoded.text,
        layout="+".join(dict.fromkeys([reading.interpretation.layout for reading in readings])) or "none",
        form=OtherForm.PRE2019 if form == OtherForm.NONE and year and year <= legacy.LAST_YEAR else form,
        title=title.text if title else None,
        published=published(parts.lines),
        key=key,
        facts=cells,
        derived=arithmetic.derived,
        sections=parts.sections,
        figures=stated.figures,
        subjects=stated.subjects,
        legacy=legacy.legacy_figures(parts.tables, prose, year),
        findings=(
            *_text_findings(decoded),
            *_second_findings(second),
            *(found for table in tables for found in table.findings()),
            *findings(readings),
            *arithmetic.findings(),
            *_year_findings(years.evidence),
            *conflicts(key, told),
            *unlisted(key),
        ),
        attempts=tuple([attempt for reading in readings for attempt in reading.interpretation.attempts]),
        reader_version=READER_VERSION,
        content_id=content_id(outlined),
        crawl=document.crawl,
        origins=decoded.origins,
    )


@cache
def anchors() -> dict[str, tuple[str, ...]]:
    """Table code -> words that only that table of a report holds, over all forms."""
    tables = [table for form in forms() for table in form.tables]
    by_table = {
        code: tuple(dict.fromkeys(anchor for table in tables if table.code == code for anchor in table.anchors))
        for code in dict.fromkeys(table.code for table in tables)
    }
    return {**by_table, LEGACY: legacy.anchors()}


@cache
def label_words() -> frozenset[str]:
    """The Chinese words that the labels of rows and columns consist of, over all forms."""
    declared = [block for form in forms() for table in form.tables for block in table.blocks]
    rows = [row.label for block in declared for row in block.rows]
    columns = [column.label for block in declared for column in block.columns]
    return frozenset({word for label in (*rows, *columns) for word in CHINESE.findall(label)})


def _kind_in_prose(key: Key) -> str:
    """The kind of a unit; a city's or province's government tells of all its units as a county's does."""
    government = (key.unit_name or "").removesuffix("人民政府")
    return UnitKind.COUNTY if government and government in (key.prefecture, key.province) else key.unit_kind


def _in_own_lines(cells: tuple[Fact, ...], outlined: Outline) -> tuple[Fact, ...]:
    """Each cell with the line that holds it, where lines that a program had cut were put together again."""
    begin = [number for number, _ in outlined.lines]
    pieces = {one: range(one, other) for one, other in pairwise(begin) if other - one > 1}
    if not pieces:
        return cells
    lines = outlined.text.split("\n")
    return tuple([cell._replace(line=_holding(cell, pieces, lines)) if cell.line in pieces else cell for cell in cells])


def _holding(cell: Fact, pieces: Mapping[int, range], lines: Sequence[str]) -> int | None:
    if cell.line is None or not cell.raw:
        return cell.line
    alone = re.compile(rf"(?<![\d.]){re.escape(cell.raw)}(?![\d.])")
    return next((number for number in pieces[cell.line] if alone.search(lines[number - 1])), cell.line)


def _text_findings(decoded: Text) -> Iterator[Finding]:
    """Characters that are lost, a wrong decoding that was undone, and what an opener has to say."""
    if " read as " in decoded.encoding:
        yield finding("decoded_wrongly", right=decoded.encoding)
    if decoded.damaged:
        yield finding("characters_lost", right=str(decoded.damaged))
    for code, about in decoded.remarks:
        yield finding(code, right=about)


def _second_findings(second: Second | None) -> Iterator[Finding]:
    if second:
        yield finding("second_report", right=second.text, line=second.line)


def _year_findings(years: Sequence[Evidence]) -> Iterator[Finding]:
    """Title and period that name different years."""
    strong = [evidence for evidence in years if evidence.kind in (EvidenceKind.TITLE, EvidenceKind.PERIOD)]
    if strong and strong[0].value != strong[-1].value:
        first, other = strong[0], strong[-1]
        yield finding(
            "year_conflict",
            left=first.value,
            right=other.value,
            line=other.line,
            first_line=first.line,
            kind=Named("evidence", first.kind),
            other_kind=Named("evidence", other.kind),
        )


def content_id(outlined: Outline) -> str:
    """sha-256, hex, of a text's letters, digits and Chinese characters: the same in whatever encoding and layout."""
    said = "".join(SAID.findall(outlined.unspaced))
    encoded = said.encode()
    if WIDE in encoded:
        encoded = said.translate(NARROW).encode()
    return hashlib.sha256(encoded).hexdigest()


def _reader_version() -> str:
    """Package version and a digest of all that reading depends on: code, data files, division lists, plug-ins."""
    root = Path(__file__).parents[1]
    files = [
        file
        for folder in ("extract", "transform", "data/reference")
        for file in sorted((root / folder).rglob("*"))
        if file.suffix in (".py", ".toml", ".csv", ".xcu")
    ]
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.read_bytes())
    for point in sorted(entry_points(group="gongkai.layouts"), key=lambda point: point.name):
        digest.update(f"{point.name}={point.value} {point.dist.version if point.dist else ''}".encode())
    digest.update(openers_version().encode())
    return f"{version('gongkai')}+{digest.hexdigest()[:8]}"


READER_VERSION = _reader_version()
