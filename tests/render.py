"""Renders a known report in any layout, so that what is read back can be held against what was written."""

import json
import textwrap
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from gongkai.transform.forms import Form, Table

Cells = dict[tuple[str, str, str], str]
LABEL_COLUMNS = 3

HEADINGS = {
    "proactive": "二、主动公开政府信息情况",
    "applications": "三、收到和处理政府信息公开申请情况",
    "challenges": "四、政府信息公开行政复议、行政诉讼情况",
}
GROUPS = {
    "granted": "三、本年度办理结果",
    "refused.state_secret": "（三）不予公开",
    "unavailable.not_held": "（四）无法提供",
    "unprocessed.petition": "（五）不予处理",
    "other.not_corrected": "（六）其他处理",
}


@dataclass(frozen=True)
class Line:
    """One row of a table: labels, then values (none in a header)."""

    labels: tuple[str, ...]
    values: tuple[str, ...] = ()


def report(form: Form, cells: Cells, layout: str, town: str = "赵堡镇", year: int = 2021) -> str:
    """A whole report whose tables hold `cells`; all prose is made up."""
    parts = [f"{town}{year}年政府信息公开工作年度报告", "", "一、总体情况", "", f"{year}年，我镇做了该做的事。", ""]
    for table in form.tables:
        parts += [HEADINGS[table.code], "", LAYOUTS[layout](list(lines(table, cells))), ""]
    parts += ["五、存在的主要问题及改进情况", "", "人手不足，正在补充。", "", "六、其他需要报告的事项", "", "无。", ""]
    return "\n".join(parts)


def lines(table: Table, cells: Cells) -> Iterator[Line]:
    if table.across:
        block = table.blocks[0]
        yield Line(("行政复议", "行政诉讼"))
        yield Line((*(column.label for column in block.columns), "未经复议直接起诉", "复议后起诉"))
        yield Line(tuple(column.label for _ in (1, 2) for column in block.columns))
        yield Line((), tuple(cells[table.code, row.code, c.code] for row in block.rows for c in block.columns))
        return
    for block in table.blocks:
        if table.code == "proactive":
            yield Line((block.label,))
            yield Line(("信息内容", *(column.label for column in block.columns)))
        else:
            yield Line((table.captions[0], "申请人情况"))
            yield Line(tuple(dict.fromkeys(column.group or column.label for column in block.columns)))
            yield Line(tuple(column.label for column in block.columns if column.group))
        for row in block.rows:
            group = GROUPS.get(row.code)
            labels = (group, row.label) if group else (row.label,)
            yield Line(labels, tuple(cells[table.code, row.code, column.code] for column in block.columns))


def _tab_rows(rows: list[Line]) -> str:
    return "\n".join("\t".join((*row.labels, *row.values)) for row in rows)


def _indented_cells(rows: list[Line]) -> str:
    return "\n\n".join("\n".join(f"\t{cell}" for cell in (*row.labels, *row.values)) for row in rows)


def _line_cells(rows: list[Line]) -> str:
    return "\n".join(cell for row in rows for cell in (*row.labels, *row.values) if cell)


def _paragraph_cells(rows: list[Line]) -> str:
    return "\n\n".join(cell for row in rows for cell in (*row.labels, *row.values) if cell)


def _line_rows(rows: list[Line]) -> str:
    """As Word saves a table as text."""
    return "\n".join(cell for row in rows for cell in (*row.labels, *row.values))


def _parted_lines(rows: list[Line]) -> str:
    """As a page is saved in which each text is a paragraph, and an empty cell none."""
    return "\n".join(f"{cell}\n" if cell else "" for row in rows for cell in (*row.labels, *row.values))


def _hard_blanks(rows: list[Line]) -> str:
    """As scripts take the text out of a page whose empty cells hold a hard blank."""
    return "\n\n\n".join("\n\n".join(cell or "\xa0" for cell in (*row.labels, *row.values)) for row in rows)


def _pipe_rows(rows: list[Line]) -> str:
    return "\n".join("".join(f"{cell} | " for cell in (*row.labels, *row.values)).rstrip() + "|" for row in rows)


def _markdown(rows: list[Line]) -> str:
    def line(row: Line) -> str:
        return "| " + " | ".join((*row.labels, *row.values)) + " |"

    return "\n".join([line(rows[0]), "|---|---|", *map(line, rows[1:])])


def _pipe_cells(rows: list[Line]) -> str:
    return "\n".join(f"{cell} |" for row in rows for cell in (*row.labels, *row.values) if cell)


def _spaced_cells(rows: list[Line]) -> str:
    return " ".join(cell for row in rows for cell in (*row.labels, *row.values) if cell)


def _spaced_rows(rows: list[Line]) -> str:
    return "\n".join("  ".join(cell for cell in (*row.labels, *row.values) if cell) for row in rows)


def _html_table(rows: list[Line]) -> str:
    def line(row: Line) -> str:
        return "<tr>" + "".join(f"<td>{cell}</td>" for cell in (*row.labels, *row.values)) + "</tr>"

    return "<table>\n" + "\n".join(map(line, rows)) + "\n</table>"


def _quoted_csv(rows: list[Line]) -> str:
    return "\n".join(",".join(f'"{cell}"' for cell in row) for row in _padded(rows))


def _wide_bars(rows: list[Line]) -> str:
    return "\n".join("｜".join(row) for row in _padded(rows))


def _doubled_pipes(rows: list[Line]) -> str:
    return "\n".join("||" + "".join(f" {cell} ||" for cell in row) for row in _padded(rows))


def _bare_pipes(rows: list[Line]) -> str:
    """Between cells only: a row whose first cell is empty begins with one."""
    return "\n".join("|".join(row) for row in _padded(rows))


def _box(rows: list[Line]) -> str:
    """Bars between cells, and no line between rows."""
    return "\n".join(["┌───┐", *("│ " + " │ ".join(row) + " │" for row in _padded(rows)), "└───┘"])


def _narrow_grid(rows: list[Line]) -> str:
    """Columns of four characters: labels are broken over many lines, figures are not."""
    padded = _padded(rows)
    rule = "+" + "----------+" * len(padded[0])
    text = [rule]
    for row in padded:
        pieces = [[cell] if cell.isdecimal() else textwrap.wrap(cell, 4) or [""] for cell in row]
        for at in range(max(map(len, pieces))):
            line = [(piece[at] if at < len(piece) else "") for piece in pieces]
            text.append("|" + "".join(f" {cell}{' ' * (9 - _screen(cell))}|" for cell in line))
        text.append(rule)
    return "\n".join(text)


def _screen(text: str) -> int:
    """Columns of the screen."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _latex(rows: list[Line]) -> str:
    return "\n".join([r"\begin{tabular}{lll}", *(" & ".join(row) + r" \\" for row in _padded(rows)), r"\end{tabular}"])


def _json(rows: list[Line]) -> str:
    return json.dumps(_padded(rows), ensure_ascii=False, indent=1)


def _records(rows: list[Line]) -> str:
    return json.dumps([dict(zip("abcdefghijklmnopq", row, strict=False)) for row in _padded(rows)], ensure_ascii=False)


def _wiki(rows: list[Line]) -> str:
    return "\n".join(["{|", *("|-\n| " + " || ".join(row) for row in _padded(rows)), "|}"])


def _wiki_lines(rows: list[Line]) -> str:
    return "\n".join(
        ["{|", *("|-\n" + "\n".join(f'| width="9%" | {cell}' for cell in row) for row in _padded(rows)), "|}"]
    )


def _padded(rows: list[Line]) -> list[list[str]]:
    """Every row as wide as the widest, as in a grid with merged cells: labels on the left, values on the right."""
    labels = max((len(row.labels) for row in rows if row.values), default=0)
    width = max(labels + len(row.values) for row in rows)
    return [
        [*row.labels, *[""] * (labels - len(row.labels)), *row.values]
        if row.values
        else _header(row.labels, labels, width)
        for row in rows
    ]


def _header(names: tuple[str, ...], labels: int, width: int) -> list[str]:
    """The names of columns above these. Where no row has a label, a third of the columns is of one row each."""
    row = [""] * width
    third = width // 3
    positions: Sequence[int] = range(width - min(len(names), width - labels), width)
    if not labels:
        positions = {2: [0, third], third + 2: [*range(third), third, 2 * third]}.get(len(names), positions)
    before = len(names) - len(positions)
    row[:before] = names[:before]
    for position, name in zip(positions, names[before:], strict=True):
        row[position] = name
    return row


# As people copy tables; the samples of the county are made of these.
PLAIN: dict[str, Callable[[list[Line]], str]] = {
    "tab_rows": _tab_rows,
    "indented_cells": _indented_cells,
    "line_cells": _line_cells,
    "paragraph_cells": _paragraph_cells,
    "pipe_rows": _pipe_rows,
    "markdown": _markdown,
    "pipe_cells": _pipe_cells,
    "spaced_cells": _spaced_cells,
    "spaced_rows": _spaced_rows,
    "html_table": _html_table,
}
LAYOUTS = PLAIN | {
    "line_rows": _line_rows,
    "hard_blanks": _hard_blanks,
    "parted_lines": _parted_lines,
    "quoted_csv": _quoted_csv,
    "wide_bars": _wide_bars,
    "doubled_pipes": _doubled_pipes,
    "bare_pipes": _bare_pipes,
    "box": _box,
    "narrow_grid": _narrow_grid,
    "latex": _latex,
    "json": _json,
    "records": _records,
    "wiki": _wiki,
    "wiki_lines": _wiki_lines,
}
RULED = {"tab_rows", "indented_cells", "pipe_rows", "markdown", "html_table"} | {
    "quoted_csv",
    "wide_bars",
    "doubled_pipes",
    "bare_pipes",
    "box",
    "narrow_grid",
    "latex",
    "json",
    "records",
    "wiki",
    "wiki_lines",
}
