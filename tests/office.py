"""Reports as office programs write them: the statutory tables with their merged cells, in Word, Excel and HTML."""

import html
import random
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import docx
import openpyxl
from openpyxl.styles import Border, Side

from gongkai.transform.forms import Form, Table
from tests.render import HEADINGS, Cells

GROUPS = {
    "refused": "（三）不予公开",
    "unavailable": "（四）无法提供",
    "unprocessed": "（五）不予处理",
    "other": "（六）其他处理",
}
OUTSIDE = ("received", "carried_in", "carried_out")
HANDLED = "三、本年度办理结果"
PARTS = 6  # into how many columns the first table is divided behind its labels: two or three cells share them
RULED = "table{border-collapse:collapse}td{border:1px solid #000;padding:4px}"


class Cell(NamedTuple):
    """A cell of a printed table. rows, columns: over how many it reaches."""

    text: str
    columns: int = 1
    rows: int = 1


Rows = list[list[Cell]]
Block = str | Rows


def figures(form: Form, seed: int, blank: float = 0.0) -> Cells:
    """Figures whose sums hold; blank: the share of cells with nothing in them."""
    draw = random.Random(seed)
    cells: Cells = {}
    for table in form.tables:
        for block in table.blocks:
            values = {
                (row.code, column.code): 0 if draw.random() < blank else draw.randint(11, 399)
                for row in block.rows
                for column in block.columns
            }
            if table.code == "applications":
                _balance(values, [row.code for row in block.rows], [column.code for column in block.columns])
            if table.code == "challenges":
                for row in block.rows:
                    values[row.code, "total"] = sum(values[row.code, c.code] for c in block.columns[:-1])
            cells |= {(table.code, *cell): str(value) if value else "" for cell, value in values.items()}
    return cells


def _balance(values: dict[tuple[str, str], int], rows: Sequence[str], columns: Sequence[str]) -> None:
    outcomes = [row for row in rows if row not in (*OUTSIDE, "total_handled")]
    for column in columns[:-1]:
        values["total_handled", column] = sum(values[row, column] for row in outcomes)
        ends = values["total_handled", column] + values["carried_out", column]
        values["carried_in", column] = min(values["carried_in", column], ends)
        values["received", column] = ends - values["carried_in", column]
    for row in rows:
        values[row, columns[-1]] = sum(values[row, column] for column in columns[:-1])


def truth(cells: Cells) -> dict[str, Any]:
    return {"cells": {".".join(cell): float(text) if text else None for cell, text in cells.items()}}


def report(form: Form, cells: Cells, town: str = "赵堡镇", year: int = 2021, before_tables: int = 0) -> list[Block]:
    """A whole report. before_tables: paragraphs that push the tables down the page."""
    blocks: list[Block] = [f"{town}{year}年政府信息公开工作年度报告", "一、总体情况"]
    blocks += [f"{year}年，我镇通过政府网站公开信息386条，全年没有发生信息公开方面的投诉，工作平稳有序。"]
    blocks += [f"我镇做了该做的事，这是其中第{number}件。" for number in range(1, before_tables + 1)]
    for table in form.tables:
        blocks += [HEADINGS[table.code], rows_of(table, cells)]
    return [*blocks, "五、存在的主要问题及改进情况", "人手不足，正在补充。", "六、其他需要报告的事项", "无。"]


def rows_of(table: Table, cells: Cells) -> Rows:
    """The table with its merged cells, as the notice prints it."""
    if table.code == "proactive":
        return list(_proactive(table, cells))
    return list(_challenges(table, cells) if table.across else _applications(table, cells))


def _proactive(table: Table, cells: Cells) -> Iterator[list[Cell]]:
    for block in table.blocks:
        width = PARTS // len(block.columns)
        yield [Cell(block.label, PARTS + 1)]
        yield [Cell("信息内容"), *(Cell(column.label, width) for column in block.columns)]
        for row in block.rows:
            yield [Cell(row.label), *(Cell(cells["proactive", row.code, c.code], width) for c in block.columns)]


def _applications(table: Table, cells: Cells) -> Iterator[list[Cell]]:
    (block,) = table.blocks
    inner = block.columns[1:-1]
    yield [Cell(table.captions[0], 3, 3), Cell("申请人情况", len(block.columns))]
    yield [Cell("自然人", rows=2), Cell("法人或其他组织", len(inner)), Cell("总计", rows=2)]
    yield [Cell(column.label) for column in inner]
    handled = sum(row.code not in OUTSIDE for row in block.rows)
    seen: set[str] = set()
    for row in block.rows:
        group = row.code.partition(".")[0]
        of_group = [other for other in block.rows if other.code.startswith(f"{group}.")]
        labels = [Cell(HANDLED, rows=handled)] if row.code not in OUTSIDE and HANDLED not in seen else []
        seen |= {cell.text for cell in labels}
        if row.code in OUTSIDE:
            labels.append(Cell(row.label, 3))
        elif not of_group:
            labels.append(Cell(row.label, 2))
        else:
            labels += [Cell(GROUPS[group], rows=len(of_group))] if group not in seen else []
            labels.append(Cell(row.label))
            seen.add(group)
        yield [*labels, *(Cell(cells[table.code, row.code, column.code]) for column in block.columns)]


def _challenges(table: Table, cells: Cells) -> Iterator[list[Cell]]:
    (block,) = table.blocks
    names = [column.label for column in block.columns]
    yield [Cell("行政复议", 5), Cell("行政诉讼", 10)]
    yield [*(Cell(name, rows=2) for name in names), Cell("未经复议直接起诉", 5), Cell("复议后起诉", 5)]
    yield [Cell(name) for _ in (1, 2) for name in names]
    yield [Cell(cells[table.code, row.code, column.code]) for row in block.rows for column in block.columns]


def placed(rows: Rows) -> Iterator[tuple[int, int, Cell]]:
    """(row, column, cell), from 0: a cell stands in the first column that no cell above reaches down to."""
    taken: set[tuple[int, int]] = set()
    for number, row in enumerate(rows):
        column = 0
        for cell in row:
            while (number, column) in taken:
                column += 1
            taken |= {(number + down, column + right) for down in range(cell.rows) for right in range(cell.columns)}
            yield number, column, cell


def as_word(blocks: Sequence[Block]) -> bytes:
    document = docx.Document()
    for block in blocks:
        if isinstance(block, str):
            document.add_paragraph(block)
            continue
        width = sum(cell.columns for cell in block[0])
        table = document.add_table(len(block), width, style="Table Grid")
        grid = [row.cells for row in table.rows]  # asked once: python-docx goes through the whole table each time
        for row, column, cell in placed(block):
            there = grid[row][column]
            if cell.rows > 1 or cell.columns > 1:
                there = there.merge(grid[row + cell.rows - 1][column + cell.columns - 1])
            there.text = cell.text
    return _saved(document)


def as_excel(blocks: Sequence[Block]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    line = Side(style="thin")
    top = 1
    for block in blocks:
        if isinstance(block, str):
            sheet.cell(top, 1, block)
            top += 1
            continue
        for row, column, cell in placed(block):
            last = (top + row + cell.rows - 1, 1 + column + cell.columns - 1)
            for down in range(top + row, last[0] + 1):
                for right in range(1 + column, last[1] + 1):
                    sheet.cell(down, right).border = Border(line, line, line, line)
            number = float(cell.text) if cell.text.replace(".", "").isdigit() else None
            sheet.cell(top + row, 1 + column).value = cell.text if number is None else number
            if cell.rows > 1 or cell.columns > 1:
                sheet.merge_cells(None, top + row, 1 + column, *last)
        top += len(block)
    return _saved(book)


def as_html(blocks: Sequence[Block], style: str = RULED) -> bytes:
    """A page to be printed."""
    body = "\n".join(
        f"<p>{html.escape(block)}</p>" if isinstance(block, str) else _html_table(block) for block in blocks
    )
    return f"<!doctype html><meta charset=utf-8><style>{style}</style><body>{body}</body>".encode()


def _html_table(rows: Rows) -> str:
    cells = (
        "".join(f"<td colspan={cell.columns} rowspan={cell.rows}>{html.escape(cell.text)}</td>" for cell in row)
        for row in rows
    )
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>"


def _saved(document: Any) -> bytes:
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def converted(data: bytes, kind: str, to: str, folder: Path) -> bytes:
    """As LibreOffice writes it. Raises FileNotFoundError where it is not installed: see `LIBREOFFICE`."""
    source = folder / f"converted.{kind}"
    source.write_bytes(data)
    command = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    subprocess.run(
        [*command, "--convert-to", to, "--outdir", str(folder / "made"), str(source)], check=True, capture_output=True
    )
    return (folder / "made" / f"converted.{to}").read_bytes()


def printed(page: bytes, folder: Path) -> bytes:
    """The PDF that a browser makes of a page."""
    source = folder / "printed.html"
    source.write_bytes(page)
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'browser'}"]
    subprocess.run(
        [*command, f"--print-to-pdf={folder / 'printed.pdf'}", source.as_uri()], check=True, capture_output=True
    )
    return (folder / "printed.pdf").read_bytes()


def _has_chinese_font() -> bool:
    """Without one, a printed page has no Chinese characters that could be read."""
    listed = (
        shutil.which("fc-list") and subprocess.run(["fc-list", ":lang=zh"], capture_output=True, check=False).stdout
    )
    return bool(listed)


LIBREOFFICE = shutil.which("soffice") is not None
PRINTING = LIBREOFFICE and _has_chinese_font()
BROWSER = shutil.which("chromium") is not None and _has_chinese_font()
