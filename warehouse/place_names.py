"""Names of places in a question: 江苏 is taken for 江苏省 where it can be nothing else; other names are told about."""

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import duckdb

from gongkai.warehouse.schema import quoted
from gongkai.words import _, listed

PLACES = ("province", "prefecture", "county", "town")
SHOWN = 6
# What may follow a short name: 省, 壮族自治区, 土家族苗族自治县, ...
ENDING = re.compile(r"(?:[^省市县区]{0,12}自治)?(?:省|市|地区|盟|区|州|县|旗|民族乡|镇|乡|街道|苏木)")


class _Name(NamedTuple):
    """A text that a question holds against a column. start, size: where it stands, in bytes."""

    column: str
    text: str
    start: int
    size: int


def forgiven(con: duckdb.DuckDBPyConnection, sql: str) -> tuple[str, list[str]]:
    """The question with official names in the place of short ones, and a sentence on each name that is not one.

    Only `column = 'name'` and `column IN ('name', ...)` on the columns of PLACES are looked at. What DuckDB cannot
    parse stays as it is.
    """
    data = sql.encode()
    said = []
    for name in sorted(_names(con, sql), key=lambda one: -one.start):
        known = _known(con, name)
        if name.text in known:
            continue
        meant = [one for one in known if len(name.text) > 1 and _is_short(name.text, one)]
        if len(meant) == 1:
            data = data[: name.start] + quoted(meant[0]).encode() + data[name.start + name.size :]
            said.append(
                _("{column} = '{text}' was asked as '{meant}'.").format(
                    column=name.column, text=name.text, meant=meant[0]
                )
            )
        else:
            may_be = (meant or known)[:SHOWN]
            others = _(" There are: {names}.").format(names=listed(may_be)) if may_be else ""
            said.append(
                _("No {column} is called '{text}'.{others}").format(column=name.column, text=name.text, others=others)
            )
    return data.decode(), said[::-1]


def _is_short(text: str, official: str) -> bool:
    return official.startswith(text) and bool(ENDING.fullmatch(official[len(text) :]))


def _known(con: duckdb.DuckDBPyConnection, name: _Name) -> list[str]:
    """The names in that column that begin alike, of the reports and of the division lists."""
    column = name.column
    rows = con.execute(
        f"SELECT {column} FROM (SELECT DISTINCT {column} FROM store.held UNION SELECT DISTINCT {column}"
        f" FROM store.township) WHERE starts_with({column}, $head) ORDER BY ALL",
        {"head": name.text[:2]},
    ).fetchall()
    return [official for (official,) in rows]


def _names(con: duckdb.DuckDBPyConnection, sql: str) -> Iterator[_Name]:
    (text,) = con.execute("SELECT json_serialize_sql($sql)", {"sql": sql}).fetchall()[0]
    for node in _nodes(json.loads(text)):
        if node.get("type") in ("COMPARE_EQUAL", "COMPARE_IN"):
            sides = [node["left"], node["right"]] if "left" in node else node.get("children", [])
            columns = [side["column_names"][-1] for side in sides if side.get("class") == "COLUMN_REF"]
            for side in sides:
                literal = side.get("literal") or {}
                if len(columns) == 1 and columns[0] in PLACES and literal.get("kind") == "STRING":
                    yield _Name(columns[0], literal["text"], side["query_location"], side["query_location_length"])


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    if isinstance(tree, dict):
        yield tree
    for part in tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ():
        yield from _nodes(part)
