"""What a cell of a table says: a label of a form, a number, a blank, or something else.

Labels are compared after folding (width, white space, punctuation, list numbers, notes in brackets), first to the
letter, then by likeness, so that slips and lost characters do not hide a row.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import cache, lru_cache
from importlib import resources

from rapidfuzz import fuzz, process

from transform.forms import Table, forms

LIKENESS = 75  # per cent of characters in common: one slip in a label of four characters
MARGIN = 5  # and so much more like it than like any other label
LONGEST_LABEL = 60  # folded; anything longer is prose

LIST_NUMBER = re.compile(r"^(?:\(?[一二三四五六七八九十]{1,3}[)、.,:]|\(?\d{1,2}[)、.,:]|\d{1,2}(?=\D)|[①-⑳])+")
INNER_NUMBER = re.compile(r"(?<=[\u4e00-\u9fff”」)）\s])\d{1,2}[.、．)）]")
NOTE = re.compile(r"\([^()]*\)")
CUT_NOTE = re.compile(r"\(.*$")
UNIT_NOTE = re.compile(r"单位[:：]?(万元|亿元|元|件|项|条)|\((万元|亿元|元)\)")
PUNCTUATION = re.compile(r"[^\w]|_")
# No leading zeros: 000 is three cells glued together.
NUMBER = re.compile(
    r"^(?P<sign>[+-]|增加?|减少?)?(?P<digits>[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?|(?:0|[1-9]\d*)(?:\.\d+)?)"
    r"(?P<unit>万元|亿元|元|人次|件|项|条|次|个|宗|份|起|篇|人)?[。;']?$"
)
# The mark of a footnote behind a figure, which would be read as another digit.
FOOTNOTE = re.compile(r"(?<=\d)(?:[*＊⁰¹²³⁴-⁹①-⑳]+|\[\d{1,2}\])$")
ZERO = re.compile("^零(?=[件项条元]?$)")
PRIVATE = re.compile("[\ue000-\uf8ff]")  # characters of a font that nobody else has: symbols and spaces, mostly
TWO_NUMBERS = re.compile(r"[\d.]\s+[\d.+-]")
BLANK_MARKS = frozenset({"/", "\\", "-", "--", "—", "——", "─", "*", "无", "空", "//"})
MINUS = str.maketrans("−–﹣", "---")


class Kind(Enum):
    EMPTY = auto()  # nothing stands there
    BLANK = auto()  # a mark that stands for no number
    NUMBER = auto()
    LABEL = auto()
    TEXT = auto()  # none of these


@dataclass(frozen=True, slots=True)
class Label:
    """code: of the row or column. forms: the codes of those that print it."""

    code: str
    forms: frozenset[str]


@dataclass(frozen=True, slots=True)
class Token:
    """One cell understood.

    row, column, caption: what its label names; more than one where roles share a word (其他 is a column and a row).
    exact: False where the neighbouring cells might make another thing of it: a label by likeness, or no label at all.
    """

    kind: Kind
    value: float | None = None
    unit: str | None = None
    row: Label | None = None
    column: Label | None = None
    caption: Label | None = None
    exact: bool = True
    opens_note: bool = False


EMPTY = Token(Kind.EMPTY)
BLANK = Token(Kind.BLANK)
TEXT = Token(Kind.TEXT, exact=False)


def fold(text: str) -> str:
    """A label's core: `（三）不 予公开（说明）：` and `3.不予公开` are the same."""
    folded = "".join(unicodedata.normalize("NFKC", text).split())
    folded = LIST_NUMBER.sub("", folded)
    bare = CUT_NOTE.sub("", NOTE.sub("", folded))
    bare = bare.split("单位:")[0]
    return PUNCTUATION.sub("", bare)


@lru_cache(maxsize=1 << 16)
def understand(table: str, text: str) -> Token:
    """What one cell of `table` says. The texts of cells repeat endlessly, so the answers are kept."""
    if not text:
        return EMPTY
    text = FOOTNOTE.sub("", PRIVATE.sub(" ", text).strip())
    plain = "".join(unicodedata.normalize("NFKC", text).split()).translate(MINUS)
    number = NUMBER.match(ZERO.sub("0", plain))
    if number and not TWO_NUMBERS.search(text):
        value = float(number["digits"].replace(",", ""))
        return Token(Kind.NUMBER, -value if number["sign"] in ("-", "减", "减少") else value, number["unit"])
    if not plain:
        return EMPTY
    if plain in BLANK_MARKS:
        return BLANK
    label = _label(table, text)
    # A mark without a word says nothing; a figure with a stray mark says something that is no certain number.
    return label or (TEXT if fold(text) or any(character.isdigit() for character in plain) else EMPTY)


@lru_cache(maxsize=1 << 12)
def understand_joined(table: str, *texts: str) -> Token | None:
    """The label that cells broken apart give together (商业 + 企业); None where they give none to the letter."""
    return _vocabulary(table).get(fold("".join(texts)))


@lru_cache(maxsize=1 << 12)
def understand_glued(table: str, text: str) -> tuple[Token, ...]:
    """The labels that stand in one cell without anything between them; empty where it does not come out even."""
    core, vocabulary = fold(INNER_NUMBER.sub("", text)), _vocabulary(table)
    found = []
    while core:
        label = next(
            (core[:size] for size in range(min(len(core), LONGEST_LABEL), 1, -1) if core[:size] in vocabulary), ""
        )
        if not label:
            return ()
        found.append(vocabulary[label])
        core = core[len(label) :]
    return tuple(found)


def _label(table: str, text: str) -> Token | None:
    core = fold(text)
    if not core or len(core) > LONGEST_LABEL:
        return None
    unit = UNIT_NOTE.search(unicodedata.normalize("NFKC", text))
    printed = (unit[1] or unit[2]) if unit else None
    vocabulary = _vocabulary(table)
    if core in vocabulary:
        return replace(vocabulary[core], unit=printed, opens_note=_opens_note(text))
    best = process.extract(core, vocabulary.keys(), scorer=fuzz.ratio, score_cutoff=LIKENESS, limit=2)
    if not best or len(core) < 3 or (len(best) > 1 and best[0][1] - best[1][1] < MARGIN):
        return None
    return replace(vocabulary[best[0][0]], unit=printed, exact=False)


def _opens_note(text: str) -> bool:
    plain = unicodedata.normalize("NFKC", text)
    return plain.count("(") > plain.count(")")


@cache
def _vocabulary(table: str) -> dict[str, Token]:
    """Folded label -> what it names, over all forms and the spellings list."""
    found: dict[str, dict[str, Label]] = {}
    spellings = _spellings(table)
    for form in forms():
        for role, code, label in _labels(form.table(table)):
            for spelling in (label, *spellings.get(label, ())):
                named = found.setdefault(fold(spelling), {})
                known = named.get(role)
                in_forms = known.forms if known and known.code == code else frozenset()
                named[role] = Label(code, in_forms | {form.code})
    found.pop("", None)  # the corner's caption is one note in brackets
    return {
        core: Token(Kind.LABEL, row=named.get("row"), column=named.get("column"), caption=named.get("caption"))
        for core, named in found.items()
    }


def _labels(table: Table) -> Iterator[tuple[str, str, str]]:
    for block in table.blocks:
        for row in block.rows:
            yield "row", row.code, row.label
        for column in block.columns:
            yield "column", column.code, column.label
    for caption in table.captions:
        yield "caption", caption, caption


@cache
def _spellings(table: str) -> dict[str, list[str]]:
    data = tomllib.loads((resources.files("transform.forms") / "spellings.toml").read_text(encoding="utf-8"))
    return data.get(table, {})  # type: ignore[no-any-return]  # TOML gives Any
