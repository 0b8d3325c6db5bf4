"""What waits for a person, on the screen and as a file to decide in. What and in which order: schema/review.sql."""

import csv
import re
from pathlib import Path

import duckdb

from gongkai.extract.lenient_csv import guarded
from gongkai.warehouse.checks import title_of
from gongkai.warehouse.disk import NOT_WRITTEN, disk_told, replacing
from gongkai.warehouse.pages.words import called
from gongkai.warehouse.query import Answer, ask
from gongkai.words import language_in_use
from gongkai.words.translated import translated

SHOWN = 30
_PIECE = re.compile(r"(?P<kind>[a-z_]+)(?: \(line (?P<line>\d+)\))?: (?P<text>.*)", re.DOTALL)
_SIDES = re.compile(r"(?P<check>[a-z_]+): (?P<left>.*) against (?P<right>.*)", re.DOTALL)
BOM = "\ufeff"  # without it, Excel takes UTF-8 for something else
_DECISION = "document_id, field, expect, proposal AS value, NULL AS why, NULL AS by_whom, NULL AS date"
_EVIDENCE = (
    "kind, {message}, evidence, array_to_string(candidates, '; ') AS candidates, unit_name, town, county, year, source,"
    " line, url"
)


def waiting(con: duckdb.DuckDBPyConnection) -> int:
    """How many things wait."""
    return int(con.execute("SELECT count(*) FROM review").fetchall()[0][0])


def worst(con: duckdb.DuckDBPyConnection, limit: int) -> Answer:
    """The first of what waits, as it is told on the screen, findings in the language in use."""
    return ask(con, f"SELECT kind, field, proposal, {_message()}, source, line, evidence FROM review LIMIT {limit}")


def evidence_in(text: str, language: str) -> str:
    """What speaks for what, as the view says it in English, in a language."""
    if language == "en":
        return text
    if sides := _SIDES.fullmatch(text):
        return f"{title_of(sides['check'], language)}：{sides['left']} / {sides['right']}"
    return "；".join(_piece_in(piece, language) for piece in text.split(" | "))


def _piece_in(piece: str, language: str) -> str:
    match = _PIECE.fullmatch(piece)
    if not match:
        return piece
    line = f"（第 {match['line']} 行）" if match["line"] else ""
    return f"{called('evidence', match['kind'], language)}{line}：{translated(match['text'], language)}"


def _said(column: str, cell: object) -> object:
    if not isinstance(cell, str):
        return cell
    if column == "evidence":
        return evidence_in(cell, language_in_use())
    return translated(cell) if column == "message" else cell


def _message() -> str:
    return "message" if language_in_use() == "en" else "coalesce(message_zh, message) AS message"


def write_review(con: duckdb.DuckDBPyConnection, file: Path, limit: int | None) -> int:
    """Write a file with the columns of a corrections file, and the evidence behind them. Returns the number of rows.

    UTF-8 with byte-order mark; no cell is taken for a formula. A row becomes a decision once why and by are filled
    in: a value that the sums propose stands there already, and is nobody's decision before.
    """
    evidence = _EVIDENCE.format(message=_message())
    answer = ask(con, f"SELECT {_DECISION}, {evidence} FROM review{f' LIMIT {limit}' if limit else ''}")
    rows = [tuple(map(_said, answer.names, row)) for row in answer.rows]
    with disk_told(file.parent, NOT_WRITTEN):
        file.parent.mkdir(parents=True, exist_ok=True)
        told = disk_told(file.parent, NOT_WRITTEN)
        with replacing(file) as new, told, new.open("w", encoding="utf-8", newline="") as out:
            out.write(BOM)
            writer = csv.writer(out)
            writer.writerow("by" if name == "by_whom" else name for name in answer.names)
            writer.writerows(["" if cell is None else guarded(str(cell)) for cell in row] for row in rows)
    return len(rows)
