"""What flows out of reading: one report, its key, facts, sections, figures and findings."""

from dataclasses import dataclass
from typing import NamedTuple

from gongkai.extract.codes import Code
from gongkai.extract.document import Crawl
from gongkai.extract.encoding import Origin
from gongkai.extract.text.sections import Section
from gongkai.transform.legacy import LegacyFigure


class Status(Code):
    """What is known of a cell of the form. Only a reported cell has a value."""

    REPORTED = "reported", "a number is printed"
    BLANK = "blank", "the cell stands there without a number: empty, '/', '—', '无'"
    ABSENT = "absent", "the text does not hold the cell"
    AMBIGUOUS = "ambiguous", "values were lost, so nobody can know which belong here"
    UNREADABLE = "unreadable", "something stands there that is no number"


class Rule(Code):
    """How a value found its cell."""

    BY_POSITION = "by_position", "all rows of the grid share their columns: its place in the row tells"
    LEFT_TO_RIGHT = "left_to_right", "as many values as columns, counted from the row's label"
    BLANK_CELLS = "blank_cells", "the same with blank cells among them, which the table shows"
    BLANK_ROW = "blank_row", "a row without any value, in a table that loses none"
    CUT_RIGHT = "cut_right", "the page was cut off: the first columns are there"
    TEXT_ENDS = "text_ends", "the text ends in this row: the first columns are there"
    TOTAL_OF_ROW = "total_of_row", "the last value of a row that has lost blank cells: the others come to it"
    FIGURE_CUT = "figure_cut", "the text ends in this figure, which may have lost digits"
    ALIGNED = "aligned", "the whole table was held against the form's own order of labels and values"
    PARTED = "parted", "its digits had run together or were cut apart: one way to part them makes all sums hold"
    VALUES_LOST = "values_lost", "fewer values than columns, and nothing tells which are gone"
    TOO_MANY_VALUES = "too_many_values", "more values than columns"
    TWO_ROWS = "two_rows", "as many values as two rows have or more: a label is lost, or stands elsewhere"
    NO_HEADER = "no_header", "the header names columns that the row does not have"
    LABEL_LOST = "label_lost", "values without a label, where the form has one row left"
    STANDS_TWICE = "stands_twice", "the row stands twice with different figures"
    DISPUTED = "disputed", "two readings that the evidence leaves standing give another value"


class Proof(Code):
    """How the place of a reported value was proved, the strongest first."""

    SUMS = "sums", "every sum that it is part of is whole, but for blanks dropped, and holds, not of noughts only"
    GRID = "grid", "its position in a grid whose rows share their columns"
    HEADER = "header", "counted behind the row's label, below a header that names the column"
    COUNT = "count", "counted behind the row's label, in the form's order"


class Severity(Code):
    """How much a finding matters to somebody who uses the figures."""

    ERROR = "error", "two statements of the report cannot both be right, or a figure is lost"
    WARNING = "warning", "implausible, or doubtful how to read"
    NOTE = "note", "worth knowing"


class UnitKind(Code):
    """What a reporting unit is."""

    TOWNSHIP = "township", "a town or township (镇, 乡)"
    SUBDISTRICT = "subdistrict", "a subdistrict (街道)"
    COUNTY = "county", "the government of a county-level division"
    DEPARTMENT = "department", "a department of one"
    OTHER = "other", "anything else, and what nothing tells"


class KeyField(Code):
    """The parts of a key that evidence speaks for."""

    UNIT_KIND = "unit_kind", "what the unit is"
    TOWN = "town", "the township or subdistrict"
    COUNTY = "county", "the county-level division"
    YEAR = "year", "the year reported on"


class EvidenceKind(Code):
    """Where the evidence for a part of a key stands, or what it is."""

    TITLE = "title", "the title"
    CITED = "cited", "a title that the text cites: 现公布X年度报告"
    HEADLINE = "headline", "the line of a title, though not before its subject"
    PERIOD = "period", "the period that the statistics cover"
    STATEMENT = "statement", "a sentence that says what the report is"
    CLOSING = "closing", "the day on which the year ended: 截至2019年底"
    NOTICE = "notice", "a notice or report in book marks"
    SIGNATURE = "signature", "the name or date alone on a line at the end"
    PROSE = "prose", "the prose"
    COMPILED = "compiled", "who compiled the report: 由X编制"
    CONTACT = "contact", "whom to ask: 请与X联系"
    OWN_DOCUMENT = "own_document", "a document of its own: 《X政府信息公开指南》"
    PUBLISHER = "publisher", "whom the page names as publisher: 发布机构：X"
    ACCOUNT = "account", "an account of its own: X微信公众号"
    GOVERNMENT = "government", "a government somewhere in a sentence"
    SUBJECT = "subject", "the subject of a sentence: 2020年，X有序推进"
    PATH = "path", "the path of the page: 首页 > X > 年报"
    MENTION = "mention", "a mention"
    ISSUER = "issuer", "who issued what the text follows"
    LISTED = "listed", "one of several in a list"
    ADDRESS = "address", "the address of the page, by what a manifest tells"
    SELF = "self", "how the unit speaks of itself: 我镇"
    GAZETTEER = "gazetteer", "the division lists"
    UNLISTED = "unlisted", "the text alone: no division list has the town"
    NUMBER = "number", "a telephone or postal code"
    MANIFEST = "manifest", "the manifest"


class Fact(NamedTuple):
    """One cell of a statutory table, with its origin. (A tuple: a report has two hundred, and this is the hot path.)

    table, row, column: codes of the form. value: as printed, in `unit`; None unless status is reported.
    raw: the characters of the cell; line: from 1, in the decoded text; both None where the text does not hold the cell.
    layout: which layout read the table; form: which form's label named the column; rule: how the value found its cell;
    proof: how that place was proved, None unless reported.
    """

    table: str
    row: str
    column: str
    value: float | None
    status: Status
    unit: str | None
    raw: str | None = None
    line: int | None = None
    layout: str | None = None
    form: str | None = None
    rule: Rule | None = None
    proof: Proof | None = None


class Derived(NamedTuple):
    """What the printed cells of a table imply for one that reports nothing. sums: those that prove it, CODE.ALONG each.

    It stands beside the fact, whose value stays None.
    """

    table: str
    row: str
    column: str
    value: float
    sums: str


class Figure(NamedTuple):
    """A number stated in the prose: the year's own, not last year's, not a part of another."""

    measure: str
    value: float
    unit: str
    sentence: str
    line: int
    approximate: bool = False  # 近, 约, 余, 以上


class Subject(NamedTuple):
    """How much was published on one subject, as the prose lists it. unit: as printed, None where none is."""

    label: str
    value: float
    unit: str | None
    sentence: str
    line: int
    approximate: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """Something doubtful, with the reason. left, right: both sides of what does not agree, as text."""

    check: str
    severity: Severity
    message: str
    message_zh: str
    table: str | None = None
    row: str | None = None
    column: str | None = None
    left: str | None = None
    right: str | None = None
    line: int | None = None

    def said(self, language: str) -> str:
        """The message in a language."""
        return self.message_zh if language == "zh" else self.message


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a part of the key follows from."""

    field: KeyField
    value: str
    kind: EvidenceKind
    text: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Key:
    """Which unit, which year. Official names and codes are None where the evidence does not settle them."""

    unit_kind: UnitKind
    unit_name: str | None  # as printed
    town: str | None
    county: str | None
    prefecture: str | None
    province: str | None
    town_code: str | None
    county_code: str | None
    year: int | None
    evidence: tuple[Evidence, ...] = ()
    candidates: tuple[str, ...] = ()  # "county" divisions that an ambiguous town may belong to


class LineOrigin(NamedTuple):
    """Where a line of the text, counted from 1, stands in the document of an office program: see Origin."""

    line: int
    part: str
    name: str
    kind: str
    position: int


@dataclass(frozen=True, slots=True)
class Attempt:
    """How well one layout read one table: the form's judgement, kept for `inspect`."""

    table: str
    layout: str
    placed: int
    leftover: int
    won: bool


@dataclass(frozen=True, slots=True)
class Report:
    """One document as the reader sees it: by its bytes, and what a crawl knows of it, never by where it lies.

    layout: the layouts that won, joined by "+", in table order. form: 2019 | 2021 | mixed | pre2019 | none.
    published: the day that the page names as that of publication, ISO 8601.
    facts: every cell of the form that the document uses, in the form's order. derived: what printed cells imply for
    others. legacy: figures of a report before 2019.
    content_id: the same for the same words in another encoding or layout. origins: of each line of the text, where it
    stands in the document of an office program; () for text and pages, of which each line is one.
    """

    document_id: str
    encoding: str
    damaged_characters: int
    text: str
    layout: str
    form: str
    title: str | None
    published: str | None
    key: Key
    facts: tuple[Fact, ...]
    sections: tuple[Section, ...]
    figures: tuple[Figure, ...]
    subjects: tuple[Subject, ...]
    legacy: tuple[LegacyFigure, ...]
    findings: tuple[Finding, ...]
    attempts: tuple[Attempt, ...]
    reader_version: str
    content_id: str
    crawl: Crawl | None = None
    derived: tuple[Derived, ...] = ()
    origins: tuple[Origin | None, ...] = ()
