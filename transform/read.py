"""The reader: one pure, deterministic function from a document to its report. No I/O, no clock, no global state."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.metadata import entry_points, version
from pathlib import Path

from extract.content import content_id
from extract.document import LARGEST, Document, Rejected
from extract.encoding import Text, decode
from extract.script import simplify
from extract.sections import Outline, outline
from transform import legacy
from transform.crawled import conflicts, what_is_told
from transform.figures import find_figures
from transform.forms import forms
from transform.places import resolve
from transform.report import Evidence, Finding, Report, Severity
from transform.tables import Reading, facts, findings, form_of, read_table, settle_losses
from transform.titles import Title, cited_title, find_title, names_many
from transform.years import year_evidence

LEGACY = "legacy"
HEAD = 60  # lines in which a report says what it is
# A report without a title still says what it is.
SAYS_REPORT = re.compile(r"(?:信息|政务)公开(?:工作)?.{0,12}(?:年度?报告|年报|工作报告|年度工作报告)")
SPEAKS_AS_REPORT = re.compile("现(?:将|公布|向)|本(?:年度)?报告|本年报|编制(?:而成|完成)")
ON_REPORTS = re.compile("报告(?:制度|办法)|的(?:通知|通报|函|意见|方案)$")
CITED = re.compile("《[^》]*》")
ARTICLE = re.compile(r"^\s*第[一二三四五六七八九十]{1,3}条")
ABOUT = re.compile("主动公开|依申请公开|信息公开条例")
INTERPRETATION = re.compile("年报(?:内容)?进行.{0,8}解读|[一二三四]、编制(?:背景|依据|目的)")
PART_OF_YEAR = re.compile("上半年|季度")
PERIOD = re.compile("统计期限|统计时限|起止时间")
SPEAKS = re.compile(
    "主动公开[^。]{0,20}条|[我本](?:镇|乡|街道|街|县|区|市|局|委|办|场|机关|单位|级|年度?|报告)|现将|现公布|统计期限|一年来"
)
KNOWN = {"overview", "proactive", "applications", "challenges", "fees", "problems", "other_matters"}
STATUTORY = {"proactive", "applications", "challenges", "fees"}


def read(document: Document) -> Report:
    """Read one document. Raise Rejected with the reason where it is no report.

    The result depends on the bytes and on what a crawl knows, which decides only what the text leaves open;
    `document.source` is not looked at.
    """
    if len(document.data) > LARGEST:
        raise Rejected("too_large", f"{len(document.data):,} bytes; a report has some ten thousand.")
    decoded = decode(document.data)
    text = simplify(decoded.text)
    parts = outline(text, anchors(), frozenset({LEGACY}))
    title = find_title(parts.lines) or cited_title(parts.lines[:HEAD])
    statutory = [part for part in parts.tables if part.table != LEGACY]
    readings = settle_losses([reading for reading in map(read_table, statutory) if reading])
    if not readings and not _is_report(title, parts):
        raise Rejected("not_a_report", "The text has no statutory table, and neither title nor sections of a report.")
    prose = parts.prose
    told = what_is_told(document.crawl)
    years = year_evidence(title, prose) or told.years
    year = int(years[0].value) if years else None
    key = resolve(title, prose, year, years, told)
    return Report(
        document_id=document.document_id,
        encoding=decoded.encoding,
        damaged_characters=decoded.damaged,
        text=decoded.text,
        layout="+".join(dict.fromkeys([template.layout for template, _ in readings])) or "none",
        form=_form(readings, year),
        title=title.text if title else None,
        key=key,
        facts=facts(readings),
        sections=parts.sections,
        figures=find_figures(prose, year),
        legacy=legacy.legacy_figures(parts.tables, prose, year),
        findings=(*_text_findings(decoded), *findings(readings), *_year_findings(years), *conflicts(key, told)),
        attempts=tuple([attempt for template, _ in readings for attempt in template.attempts]),
        reader_version=READER_VERSION,
        content_id=content_id(text),
        crawl=document.crawl,
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


def _is_report(title: Title | None, parts: Outline) -> bool:
    head = [text for _, text in parts.lines[:HEAD]]
    codes = {section.code for section in parts.sections}
    if names_many(parts.lines) or sum(bool(ARTICLE.match(text)) for text in head) >= 3:
        return False
    if any(map(INTERPRETATION.search, head)):
        return False
    speaks = any(map(SPEAKS.search, head))
    if title:
        return bool(KNOWN & codes) or speaks
    if any(PART_OF_YEAR.search(text) or _is_other_kind(text) for text in head[:10]):
        return False
    overview = any("总体情况" in section.heading for section in parts.sections) and any(map(ABOUT.search, head))
    return (speaks and (overview or len(STATUTORY & codes) >= 2)) or _says_so(head)


def _is_other_kind(text: str) -> bool:
    """A line that is the title of another kind of document, not a sentence that cites one."""
    return len(text) <= 60 and "。" not in text and bool(ON_REPORTS.search(text.strip()))


def _says_so(head: Sequence[str]) -> bool:
    """A sentence that presents the report, or what each report opens with: the law, itself, and the period."""
    plain = [CITED.sub("", text) for text in head]
    if any(
        SAYS_REPORT.search(text) and SPEAKS_AS_REPORT.search(text) and not ON_REPORTS.search(text) for text in plain
    ):
        return True
    text = "\n".join(head)
    return "信息公开条例" in text and bool(SPEAKS_AS_REPORT.search(text)) and bool(PERIOD.search(text))


def _form(readings: Sequence[Reading], year: int | None) -> str:
    form = form_of(readings)
    return "pre2019" if form == "none" and year and year <= legacy.LAST_YEAR else form


def _text_findings(decoded: Text) -> Iterator[Finding]:
    """Characters that are lost, and a wrong decoding that was undone."""
    if " read as " in decoded.encoding:
        message = f"The text had been decoded wrongly before it was stored ({decoded.encoding}); that was undone."
        yield Finding("decoded_wrongly", Severity.WARNING, message, right=decoded.encoding)
    if decoded.damaged:
        message = f"{decoded.damaged:,} characters of the text are lost."
        yield Finding("characters_lost", Severity.NOTE, message, right=str(decoded.damaged))


def _year_findings(years: Sequence[Evidence]) -> Iterator[Finding]:
    """Title and period that name different years."""
    strong = [evidence for evidence in years if evidence.kind in ("title", "period")]
    if strong and strong[0].value != strong[-1].value:
        first, other = strong[0], strong[-1]
        yield Finding(
            "year_conflict",
            Severity.WARNING,
            f"The {first.kind} says {first.value} (line {first.line}), the {other.kind} {other.value} "
            f"(line {other.line}).",
            left=first.value,
            right=other.value,
            line=other.line,
        )


def _reader_version() -> str:
    """Package version and a digest of all that reading depends on: code, data files, division lists, plug-ins."""
    root = Path(__file__).parents[1]
    files = [
        file
        for folder in ("extract", "transform", "data/reference")
        for file in sorted((root / folder).rglob("*"))
        if file.suffix in (".py", ".toml", ".csv")
    ]
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.read_bytes())
    for point in sorted(entry_points(group="gongkai.layouts"), key=lambda point: point.name):
        digest.update(f"{point.name}={point.value} {point.dist.version if point.dist else ''}".encode())
    return f"{version('gongkai')}+{digest.hexdigest()[:8]}"


READER_VERSION = _reader_version()
