"""The public door: read one document, look at what it holds, open a published warehouse. Nothing is decided here."""

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from html import escape
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from gongkai.errors import GongkaiError
from gongkai.extract.document import Document
from gongkai.extract.text.sections import Section
from gongkai.flows.batch import read_safely
from gongkai.flows.named_documents import load_one
from gongkai.flows.settings import DEFAULT_WAREHOUSE
from gongkai.transform import report as parts
from gongkai.transform.legacy import LegacyFigure
from gongkai.warehouse.codebook import rows_called
from gongkai.warehouse.database import open_to_read
from gongkai.warehouse.generation import located
from gongkai.warehouse.judging import judge
from gongkai.warehouse.schema import frame_types
from gongkai.warehouse.shards import frames

if TYPE_CHECKING:
    import duckdb

__version__ = version("gongkai")

_FRAMES = {
    "facts": "fact", "derived": "derived", "figures": "figure", "subjects": "subject", "legacy": "legacy",
    "sections": "section", "findings": "finding", "evidence": "evidence",
}  # fmt: skip
_KEY = ("document_id", "province", "prefecture", "county", "town", "year")  # in front of each frame
_OF_FACTS = ("unit_kind", "town_code", "county_code")  # of the report, too, behind the columns of each fact
_CELL = ("table_code", "row_code", "column_code")
_IN_PANDAS = {"String": "string", "Float64": "Float64", "Int32": "Int32", "Int16": "Int16", "Boolean": "boolean"}


def read(document: str | os.PathLike[str] | bytes, name: str | None = None) -> "Report":
    """Read one document, as the warehouse will hold it.

    Args:
        document: A file (plain text, HTML; with the extra `documents` Word, Excel and PDF), a document in an archive
            or dump as `a.zip/b.txt`, the address of an object (`s3://bucket/b.txt`), or the bytes of a document.
        name: What to call it in `Report.source`; of a file, by default its name.

    Returns:
        The report. It depends on the bytes and on what a manifest beside the file tells, and on nothing else.

    Raises:
        TypeError: `document` is neither a path nor bytes.
        GongkaiError: There is no such file, it is a folder, or it is no report (`Rejected`, with its `reason`).
    """
    if isinstance(document, bytes | bytearray | memoryview):
        given = Document(name or "", bytes(document))
    elif isinstance(document, str | os.PathLike):
        given = load_one(_as_path(document))
    else:
        raise TypeError(f"expected the path of a document, or its bytes; found {type(document).__name__}")
    return Report(name or given.source, read_safely(given))


def _as_path(document: str | os.PathLike[str]) -> str:
    path = os.fspath(document)
    if "\n" in path or "\0" in path:
        raise GongkaiError("That is a text and no path. Read it by its bytes: gongkai.read(text.encode())")
    return path


def findings(reports: Sequence["Report"]) -> list[tuple[parts.Finding, ...]]:
    """The findings of several reports, each as `Report.findings` has them: together they take little longer than one.

    Args:
        reports: As `read` gives them. No report is held against another: that is what a warehouse is for.

    Returns:
        The findings of each, in the order of `reports`.
    """
    return [tuple(of_report) for of_report in judge([report.as_read for report in reports])]


def open(warehouse: str | os.PathLike[str] | None = None) -> "duckdb.DuckDBPyConnection":
    """Open a published warehouse to ask it in SQL. Nothing can be written, and no SQL reaches another file.

    Args:
        warehouse: The DuckDB file; by default the one that GONGKAI_WAREHOUSE names, else
            data/warehouse/gongkai.duckdb.

    Returns:
        A connection of DuckDB's own: `polars.DataFrame(con.sql("..."))` and `con.sql("...").df()` give frames. It may
        stay open while a night publishes, and goes on to see the generation that it opened.

    Raises:
        GongkaiError: There is no such file, or it is no warehouse that this version can use.
    """
    if not isinstance(warehouse, str | os.PathLike | None):
        raise TypeError(f"expected the path of a warehouse; found {type(warehouse).__name__}")
    file = Path(warehouse or os.environ.get("GONGKAI_WAREHOUSE") or DEFAULT_WAREHOUSE)
    return open_to_read(located(file), locked=True)


@dataclass(frozen=True, repr=False)
class Report:
    """One document as the reader sees it.

    Attributes:
        source: The name of the document; in an archive `a.zip/b.txt`.
        as_read: All that the reader gives, before the checks: encoding, layouts, attempts, origins of lines.
    """

    source: str
    as_read: parts.Report

    @property
    def document_id(self) -> str:
        """sha-256 of the bytes, hex."""
        return self.as_read.document_id

    @property
    def title(self) -> str | None:
        """As printed, but for traditional characters, which are made simplified."""
        return self.as_read.title

    @property
    def text(self) -> str:
        """The decoded text, of which lines are counted from 1."""
        return self.as_read.text

    @property
    def form(self) -> str:
        """2019 | 2021 | mixed | pre2019 | none."""
        return self.as_read.form

    @property
    def key(self) -> parts.Key:
        """Unit, place and year, with their evidence."""
        return self.as_read.key

    @property
    def facts(self) -> tuple[parts.Fact, ...]:
        """Every cell of the form's tables, in the form's order. A value is None unless its status is reported."""
        return self.as_read.facts

    @property
    def derived(self) -> tuple[parts.Derived, ...]:
        """What printed cells imply for cells that report nothing."""
        return self.as_read.derived

    @property
    def figures(self) -> tuple[parts.Figure, ...]:
        """Numbers stated in the prose."""
        return self.as_read.figures

    @property
    def subjects(self) -> tuple[parts.Subject, ...]:
        """How much was published on each subject, as the prose lists it."""
        return self.as_read.subjects

    @property
    def legacy(self) -> tuple[LegacyFigure, ...]:
        """Figures of a report before 2019."""
        return self.as_read.legacy

    @property
    def sections(self) -> tuple[Section, ...]:
        """The prose, by its headings."""
        return self.as_read.sections

    @cached_property
    def findings(self) -> tuple[parts.Finding, ...]:
        """What is doubtful: what the reader noted, and what the checks find, which run when this is first asked for."""
        return findings([self])[0]

    def to_polars(self, table: str = "facts") -> pl.DataFrame:
        """A part of the report as a frame, behind source and key: the columns of the warehouse that one document tells.

        What follows from other reports (`is_current`, `unit_id`) or from decisions (`corrected`, `is_corrected`,
        `is_accepted`), and who found a finding (`found_by`), only the warehouse has.

        Args:
            table: facts, derived, figures, subjects, legacy, sections, findings or evidence.

        Raises:
            GongkaiError: There is no such table.
        """
        if table not in _FRAMES:
            raise GongkaiError(f"There is no table {table!r}. There are: {', '.join(_FRAMES)}.")
        read = replace(self.as_read, findings=self.findings) if table == "findings" else self.as_read
        made = frames([(0, read)])
        key = made["report"].select(pl.lit(self.source).alias("source"), "number", *_KEY)
        frame = key.join(made[_FRAMES[table]], on="number", maintain_order="right")
        if table == "facts":
            frame = _with_rest_of_facts(frame, made["report"], made["derived"])
        frame = frame.drop("number")
        return frame.rename({"check_code": "check"}, strict=False)  # as the view has it

    def to_pandas(self, table: str = "facts") -> Any:
        """The same as a pandas DataFrame, in types that know what is missing: a value that is not there is no nought.

        Args:
            table: As of `to_polars`.

        Raises:
            GongkaiError: There is no such table, or pandas is not installed.
        """
        try:
            import pandas
        except ImportError as error:
            raise GongkaiError("pandas is not installed: pip install pandas") from error
        columns = self.to_polars(table)
        arrays = {one.name: pandas.array(one.to_list(), dtype=_IN_PANDAS[str(one.dtype)]) for one in columns}
        return pandas.DataFrame(arrays)

    def __repr__(self) -> str:
        return f"<gongkai.Report {self.source or self.document_id[:12]}: {self._what()}>"

    def _what(self) -> str:
        key = self.key
        place = " ".join(filter(None, (key.county, key.town))) or key.unit_name or "place not known"
        reported = sum(fact.status is parts.Status.REPORTED for fact in self.facts)
        year = key.year or "year not known"
        return f"{place} {year}, form {self.form}, {reported} of {len(self.facts)} cells reported"

    def _repr_html_(self) -> str:
        """For notebooks: what it is, how much of each table is known, and what is doubtful."""
        counts = Counter((fact.table, fact.status.value) for fact in self.facts)
        tables = dict.fromkeys(fact.table for fact in self.facts)
        rows = [[table, *(counts[table, status] for status in parts.Status)] for table in tables]
        times = Counter((finding.severity.value, finding.check) for finding in self.findings)
        doubts = [[check, severity, count] for (severity, check), count in times.items()]
        return (
            f"<p><strong>{escape(self.title or '(no title)')}</strong><br>"
            f"{escape(self.source)}: {escape(self._what())}</p>"
            + _html_table(["table", *parts.Status], rows)
            + _html_table(["finding", "severity", "times"], doubts)
        )


def _with_rest_of_facts(facts: pl.DataFrame, reports: pl.DataFrame, derived: pl.DataFrame) -> pl.DataFrame:
    """What the view has beside what the reader says of a cell: what follows for it, of which unit, and its row."""
    implied = derived.rename({"value": "derived", "sums": "derived_from"})
    called = [(*key, *said) for key, said in rows_called().items()]
    names = ("table_code", "row_code", "row_no", "row_label")
    rows = pl.DataFrame(called, frame_types("cell", names), orient="row")
    return (
        facts.join(implied, on=("number", *_CELL), how="left", maintain_order="left")
        .join(reports.select("number", *_OF_FACTS), on="number", how="left", maintain_order="left")
        .join(rows, on=names[:2], how="left", maintain_order="left")
    )


def _html_table(head: list[str], rows: list[list[Any]]) -> str:
    if not rows:
        return ""
    lines = ["".join(f"<td>{escape(str(value))}</td>" for value in row) for row in rows]
    columns = "".join(f"<th>{escape(name)}</th>" for name in head)
    return f"<table><tr>{columns}</tr>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"
