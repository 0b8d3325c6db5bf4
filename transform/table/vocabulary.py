"""The labels of one form's table, and what a cell says in their light.

Labels are compared after folding (width, white space, punctuation, list numbers, notes in brackets), first to the
letter, then by likeness, so that slips and lost characters do not hide a row. What another form prints for the same row
or column is understood, too; what only another form has is known as foreign, and never taken for a slip.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, lru_cache
from importlib import resources

from rapidfuzz import fuzz, process

from gongkai.transform.forms import Table, forms
from gongkai.transform.half_width import half_width
from gongkai.transform.table.cells import Kind, content, unit_noted

LIKENESS = 75  # per cent of characters in common: one slip in a label of four characters
MARGIN = 5  # and so much more like it than like any other label
SHORTEST_ALIKE = 3  # characters; of two in one of three, anything may be the third
LONGEST_LABEL = 60  # folded; anything longer is prose
KEPT = 1 << 14  # answers; the texts of cells repeat endlessly

LIST_NUMBER = re.compile(r"^(?:\(?[一二三四五六七八九十]{1,3}[)、.,:]|\(?\d{1,2}[)、.,:]|\d{1,2}(?=\D)|[①-⑳])+")
INNER_NUMBER = re.compile(r"(?<=[\u4e00-\u9fff”」)）\s])\d{1,2}[.、．)）]")
NOTE = re.compile(r"\([^()]*\)")
CUT_NOTE = re.compile(r"\(.*$")
AROUND = "'\"“‘*`_="  # what programs put around a cell's text
PUNCTUATION = re.compile(r"[\W_]+")
CHINESE = re.compile("[\u4e00-\u9fff]+")
CUT_OFF = ("…", "...")  # a program writes it where a text is longer than its column
DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Label:
    """code: of the row, column or caption. words: folded."""

    code: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Token:
    """One cell understood.

    row, column, caption: what its label names; more than one where roles share a word (其他 is a column and a row).
    exact: False where the neighbouring cells might make another thing of it: a label by likeness, or no label at all.
    foreign: words, folded, that only another form prints in this table; foreign_column: they name a column there.
    is_sign: of what is EMPTY: a sign stands there that says nothing, perhaps in place of a figure.
    """

    kind: Kind
    value: float | None = None
    unit: str | None = None
    row: Label | None = None
    column: Label | None = None
    caption: Label | None = None
    exact: bool = True
    opens_note: bool = False
    foreign: str = ""
    foreign_column: bool = False
    is_sign: bool = False


EMPTY = Token(Kind.EMPTY)
BLANK = Token(Kind.BLANK)
TEXT = Token(Kind.TEXT, exact=False)
SIGN = Token(Kind.EMPTY, is_sign=True)


@lru_cache(maxsize=1 << 15)
def fold(text: str) -> str:
    """A label's core: `（三）不 予公开（说明）：` and `3.不予公开` are the same."""
    folded = LIST_NUMBER.sub("", half_width(text).lstrip(AROUND))
    bare = CUT_NOTE.sub("", NOTE.sub("", folded))
    bare = bare.split("单位:")[0]
    return PUNCTUATION.sub("", bare)


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """labels: folded words -> what they name in this form's table.

    foreign: folded words that only other forms have -> whether they name a column there.
    """

    labels: dict[str, Token]
    foreign: dict[str, bool]
    _understood: dict[str, Token] = field(default_factory=dict)
    _glued: dict[str, tuple[Token, ...]] = field(default_factory=dict)

    def understand(self, text: str) -> Token:
        """What one cell says."""
        token = self._understood.get(text)
        if token is None:
            if len(self._understood) >= KEPT:
                self._understood.clear()
            token = self._understood[text] = self._understand(text)
        return token

    def joined(self, *texts: str) -> Token | None:
        """The label that cells broken apart give together (商业 + 企业); None where they give none to the letter."""
        return self.labels.get(fold("".join(texts)))

    def glued(self, text: str) -> tuple[Token, ...]:
        """The labels that stand in one cell without anything between them; empty where it does not come out even."""
        tokens = self._glued.get(text)
        if tokens is None:
            if len(self._glued) >= KEPT:
                self._glued.clear()
            tokens = self._glued[text] = self._part(text)
        return tokens

    def _understand(self, text: str) -> Token:
        said = content(text)
        if said.kind is Kind.NUMBER:
            return Token(Kind.NUMBER, said.value, said.unit)
        if said.kind is not Kind.TEXT:
            return BLANK if said.kind is Kind.BLANK else EMPTY
        label = self._label(text)
        # A mark without a word says nothing; a figure with a stray mark says something that is no certain number.
        return label or (TEXT if fold(text) or any(character.isdigit() for character in said.plain) else SIGN)

    def _label(self, text: str) -> Token | None:
        core = fold(text)
        if not core or len(core) > LONGEST_LABEL:
            return None
        if text.endswith(CUT_OFF):
            whole = [words for words in (*self.labels, *self.foreign) if words.startswith(core)]
            return replace(self.labels[whole[0]], exact=False) if len(whole) == 1 and whole[0] in self.labels else None
        if core in self.labels:
            return replace(self.labels[core], unit=unit_noted(text), opens_note=_opens_note(text))
        if core in self.foreign:
            return Token(Kind.TEXT, foreign=core, foreign_column=self.foreign[core])
        words = [*self.labels, *self.foreign]
        best = process.extract(core, words, scorer=fuzz.ratio, score_cutoff=LIKENESS, limit=2)
        if not best or min(len(core), len(best[0][0])) < SHORTEST_ALIKE:
            return None
        rest = best[1:]
        if rest and best[0][1] - rest[0][1] < MARGIN:
            return None
        if DIGIT.search(core) and not DIGIT.search(best[0][0]):  # a label with its figure in one cell
            return None
        if best[0][0] in self.foreign:
            return Token(Kind.TEXT, exact=False, foreign=best[0][0], foreign_column=self.foreign[best[0][0]])
        return replace(self.labels[best[0][0]], unit=unit_noted(text), exact=False)

    def _part(self, text: str) -> tuple[Token, ...]:
        core = fold(INNER_NUMBER.sub("", text))
        several = []
        while core:
            label = next(
                (core[:size] for size in range(min(len(core), LONGEST_LABEL), 1, -1) if core[:size] in self.labels), ""
            )
            if not label:
                return ()
            several.append(self.labels[label])
            core = core[len(label) :]
        return tuple(several)


def _opens_note(text: str) -> bool:
    plain = half_width(text)
    return plain.count("(") > plain.count(")")


@cache
def vocabulary(form: str, table: str) -> Vocabulary:
    """The words of a form's table."""
    declared = {one.code: one.table(table) for one in forms() if any(table == each.code for each in one.tables)}
    own, others = declared[form], [one for code, one in declared.items() if code != form]
    named: dict[str, dict[str, Label]] = {}
    for role, code, core in _labels(own):
        named.setdefault(core, {})[role] = Label(code, core)
    for other in others:
        for role, code, core in _labels(other):
            if core not in named if role == "caption" else _has(own, other, role, code):
                named.setdefault(core, {}).setdefault(role, Label(code, core))
    named.pop("", None)  # the corner's caption is one note in brackets
    labels = {
        core: Token(Kind.LABEL, row=roles.get("row"), column=roles.get("column"), caption=roles.get("caption"))
        for core, roles in named.items()
    }
    elsewhere = {core: role == "column" for other in others for role, _, core in _labels(other)}
    return Vocabulary(labels, {core: column for core, column in elsewhere.items() if core and core not in labels})


def _labels(table: Table) -> Iterator[tuple[str, str, str]]:
    """(role, code, folded words) of every label, in all spellings."""
    spellings = _spellings(table.code)
    for role, code, label in _declared(table):
        for spelling in (label, *spellings.get(label, ())):
            yield role, code, fold(spelling)


def _declared(table: Table) -> Iterator[tuple[str, str, str]]:
    for block in table.blocks:
        for row in block.rows:
            yield "row", row.code, row.label
        for column in block.columns:
            yield "column", column.code, column.label
    for caption in table.captions:
        yield "caption", caption, caption


def _has(own: Table, other: Table, role: str, code: str) -> bool:
    """Whether a form has the row, or for some row of both the column, of another form."""
    mine = {row.code: {column.code for column in block.columns} for block in own.blocks for row in block.rows}
    if role == "row":
        return code in mine
    return any(
        code in mine.get(row.code, ()) and any(column.code == code for column in block.columns)
        for block in other.blocks
        for row in block.rows
    )


@cache
def _spellings(table: str) -> dict[str, list[str]]:
    data = tomllib.loads((resources.files("gongkai.transform.forms") / "spellings.toml").read_text(encoding="utf-8"))
    return data.get(table, {})  # type: ignore[no-any-return]  # TOML gives Any


@dataclass(frozen=True, eq=False)
class FormTable:
    """One form's table, and its words: all that is needed to read it.

    is_to_come: it came later than any year that the report names.
    """

    form: str
    table: Table
    words: Vocabulary
    first_year: int
    is_to_come: bool = False

    @cached_property
    def printed(self) -> dict[str, int | None]:
        """Folded labels of its rows and columns -> the number of the row among all rows; None for a column."""
        rows = [row.code for block in self.table.blocks for row in block.rows]
        return {
            core: rows.index(code) if role == "row" else None
            for role, code, core in _labels(self.table)
            if role != "caption"
        }

    @cached_property
    def keys(self) -> frozenset[tuple[str, str]]:
        """(row, column) of its cells."""
        blocks = self.table.blocks
        return frozenset((row.code, column.code) for block in blocks for row in block.rows for column in block.columns)

    def fit(self, seen: frozenset[str]) -> int:
        """Labels seen that it prints, twice, less the rows that it has between those and that were not seen."""
        if seen not in self._fits:
            if len(self._fits) >= KEPT:
                self._fits.clear()
            known = [core for core in self.printed if core in seen]
            rows = {number for core in known if (number := self.printed[core]) is not None}
            gaps = max(rows) - min(rows) + 1 - len(rows) if rows else 0
            self._fits[seen] = 2 * len(known) - gaps
        return self._fits[seen]

    _fits: dict[frozenset[str], int] = field(default_factory=dict)


@cache
def form_tables(table: str) -> tuple[FormTable, ...]:
    """The table as each form declares it, the oldest form first."""
    return tuple(
        FormTable(form.code, form.table(table), vocabulary(form.code, table), form.first_year)
        for form in forms()
        if any(one.code == table for one in form.tables)
    )


@cache
def form_table(table: str, code: str) -> FormTable:
    """The table as the form of this code declares it."""
    return next(form for form in form_tables(table) if form.form == code)


@cache
def telling_words(table: str) -> dict[str, tuple[str, ...]]:
    """Form -> labels of its rows and columns that not all forms print, in Chinese characters alone."""
    declared = form_tables(table)
    common = set.intersection(*(set(form.printed) for form in declared))
    return {form.form: tuple(chinese(core) for core in form.printed if core not in common) for form in declared}


def chinese(text: str) -> str:
    """Its Chinese characters."""
    return "".join(CHINESE.findall(text))
