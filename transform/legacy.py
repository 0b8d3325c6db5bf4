"""Reports before 2019: figures under their own labels, from the annex of 2014 or from prose that uses its wording.

No form holds them all, so nothing is placed: a label, a unit and a number stand together in the text or they do not.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

from gongkai.extract.layouts import Cell, Grid, Part, layouts
from gongkai.transform.table.cells import BLANK_MARK
from gongkai.transform.table.vocabulary import fold

LAST_YEAR = 2018
NO_UNIT = re.compile(r"^[—\-－─/]{1,4}$")  # the annex's sign in rows that are headings
NUMBER = re.compile(r"^(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?$")
# 主动公开政府信息数50条: a label of the annex's kind ends in 数, and its number and unit follow at once.
IN_PROSE = re.compile(
    r"(?P<label>[\u4e00-\u9fff]{2,24}(?:数量|总数|次数|数))(?:共|共计|为|：|:)?\s*"
    r"(?P<number>\d[\d,]*(?:\.\d+)?)\s*(?P<unit>条|件|次|篇|个|人次|人|万元|元)"
)
LEADING_WORDS = re.compile("^(?:其中|包括|全年|全镇|全乡|我镇|我乡|本年度?|今年|共|年)+")


class LegacyFigure(NamedTuple):
    """item: its number in the annex, None where the label is none of the annex's. label, raw: as printed."""

    label: str
    item: str | None
    value: float | None
    unit: str | None
    raw: str | None
    line: int


def anchors() -> tuple[str, ...]:
    """Words that only the annex holds."""
    return tuple(_declared()["anchors"])


def labels() -> dict[str, str]:
    """Item of the annex -> its label, without those that several items share."""
    return {item["code"]: item["label"] for item in _declared()["items"]}


def in_annex(part: Part) -> tuple[LegacyFigure, ...]:
    """The rows of the annex, as the layout gives them that finds most: label, unit, number."""
    likely = sorted(layouts(), key=lambda layout: -layout.clue(part))
    readings = [tuple(_rows(layout.read(part))) for layout in likely if layout.clue(part) > 0]
    return max(readings, key=len, default=())


def in_prose(lines: Iterable[tuple[int, str]]) -> tuple[LegacyFigure, ...]:
    """Labels of the annex's kind in sentences; one that stands there with different numbers is left out."""
    by_label: dict[str, list[LegacyFigure]] = {}
    for number, text in lines:
        for match in IN_PROSE.finditer(text):
            label = LEADING_WORDS.sub("", match["label"])
            if len(label) >= 4:
                figure = _figure(Cell(label, number), match["unit"], Cell(match["number"], number), "")
                by_label.setdefault(label, []).append(figure)
    return tuple(figures[0] for figures in by_label.values() if len({figure.value for figure in figures}) == 1)


def _rows(grid: Grid) -> Iterator[LegacyFigure]:
    cells = [cell for run in grid.runs for row in run for cell in row if cell.text]
    above = ""
    for label, unit, value in zip(cells, cells[1:], cells[2:], strict=False):
        code = unit.text.strip()
        if _is_label(label.text) and (code in _declared()["units"] or NO_UNIT.match(code)):
            section = re.match(r"\s*([四五])、", label.text)
            above = {"四": "4", "五": "5"}.get(section[1], "") if section else above
            number = NUMBER.match("".join(value.text.split()))
            if number or (BLANK_MARK.fullmatch(value.text) and code in _declared()["units"]):
                yield _figure(label, code if code in _declared()["units"] else None, value, above)


def _is_label(text: str) -> bool:
    return len(re.sub(r"[^\u4e00-\u9fff]", "", text)) >= 3


def _figure(label: Cell, unit: str | None, value: Cell, above: str) -> LegacyFigure:
    raw = "".join(value.text.split())
    number = float(raw.replace(",", "")) if NUMBER.match(raw) else None
    return LegacyFigure(label.text.strip(), _item(label.text, above), number, unit, value.text, value.line)


def _item(label: str, above: str) -> str | None:
    core = fold(re.sub("其中[:：]?", "", label))
    ambiguous = {fold("被依法纠错数"): "2", fold("其他情形数"): "3"}
    if core in ambiguous:
        return f"{above}.{ambiguous[core]}" if above else None
    return _items().get(core)


@cache
def _items() -> dict[str, str]:
    """Label, folded -> item."""
    return {fold(item["label"]): item["code"] for item in _declared()["items"]}


@cache
def _declared() -> dict[str, Any]:
    return tomllib.loads((resources.files("gongkai.transform.forms") / "legacy.toml").read_text(encoding="utf-8"))


def legacy_figures(
    tables: Sequence[Part], prose: Sequence[tuple[int, str]], year: int | None
) -> tuple[LegacyFigure, ...]:
    """All of a report before 2019; none of a later one."""
    if year is None or year > LAST_YEAR:
        return ()
    annex = tuple(figure for part in tables if part.table == "legacy" for figure in in_annex(part))
    named = {fold(figure.label) for figure in annex}
    return annex + tuple(figure for figure in in_prose(prose) if fold(figure.label) not in named)
