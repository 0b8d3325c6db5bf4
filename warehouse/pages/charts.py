"""Charts as SVG that needs no network: declared in charts.toml, drawn by Vega-Lite when the site is made."""

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib import resources
from typing import Any

import duckdb

from gongkai.extract.extras import to_install
from gongkai.warehouse.checks import title_of
from gongkai.warehouse.pages.writing import SiteError
from gongkai.words import _, in_context

# Colours are the style sheet's: they follow the reader's light or dark screen.
_COLOURS = [f"var(--series-{number})" for number in range(1, 9)]
_SEVERITIES = {"error": "var(--error)", "warning": "var(--warning)", "note": "var(--note)"}
_TEXT = {"labelColor": "currentColor", "titleColor": "currentColor", "labelFontSize": 13, "titleFontSize": 13}
_LINES = {"domainColor": "currentColor", "tickColor": "currentColor", "gridColor": "currentColor", "gridOpacity": 0.15}
_CONFIG: dict[str, Any] = {
    "background": None,
    "font": "sans-serif",
    "padding": 8,
    "view": {"stroke": None},
    "axis": {**_TEXT, **_LINES, "titleFontWeight": "normal", "titlePadding": 8},
    "axisY": {"labelLimit": 260},
    "axisX": {"labelAngle": 0, "labelOverlap": "greedy"},
    "legend": {**_TEXT, "orient": "bottom", "title": None, "symbolType": "square", "columnPadding": 50},
}
# The whole drawing is one picture, which says what is in it: its parts say it in English, with names of columns.
_OF_PARTS = re.compile(r' (?:role|aria-[a-z]+)="[^"]*"')
WIDTH = 400  # of the bars; a row of a chart with bars across is ROW high
HEIGHT = 200
ROW = 20
MOST_TICKS = 6
FEW = 30  # reports: an average of fewer says little
AVERAGED = "reports"  # the column that counts them


@dataclass(frozen=True, slots=True)
class Chart:
    """columns and rows: the answer to `sql`. svg: by language; empty where there are no rows.

    names: of the codes in the rows, by language. fewest, most: from how many reports a bar is an average; None where it
    is none.
    """

    code: str
    title: dict[str, str]
    sql: str
    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    svg: dict[str, str]
    names: dict[str, dict[str, str]]
    fewest: int | None
    most: int | None


def charts(con: duckdb.DuckDBPyConnection, languages: tuple[str, ...]) -> list[Chart]:
    """All charts, in the order of their declaration."""
    return [_chart(con, code, declared, languages) for code, declared in declared_charts().items()]


@cache
def declared_charts() -> dict[str, dict[str, Any]]:
    """Code -> title, sql, x, y, amount, across, series."""
    return tomllib.loads((resources.files(__package__) / "charts.toml").read_text(encoding="utf-8"))


def drawing() -> Callable[..., str]:
    """What draws. Raises SiteError where it is not installed."""
    try:
        from vl_convert import vegalite_to_svg
    except ImportError as error:
        raise SiteError(
            _("The charts of the site need a library that is not installed: {command}").format(
                command=to_install("site")
            )
        ) from error
    return vegalite_to_svg


def _chart(con: duckdb.DuckDBPyConnection, code: str, declared: dict[str, Any], languages: tuple[str, ...]) -> Chart:
    sql = declared["sql"].strip()
    con.execute(sql)
    columns = tuple(name for name, *_ in con.description or ())
    rows = con.fetchall()
    svg = {language: _draw(declared, columns, rows, language) if rows else "" for language in languages}
    numbers = [row[columns.index(AVERAGED)] for row in rows] if AVERAGED in columns and declared.get("average") else []
    return Chart(
        code,
        {language: said(declared["title"], language) for language in languages},
        sql,
        columns,
        rows,
        svg,
        {language: _names(declared, columns, rows, language) for language in languages},
        min(numbers, default=None),
        max(numbers, default=None),
    )


def said(text: str, language: str) -> str:
    """What is declared in charts.toml, in a language."""
    return in_context("chart", text, language)


def _series(declared: dict[str, Any], language: str) -> dict[str, str]:
    """Code -> what it is called."""
    return {code: said(word, language) for code, word in declared.get("series", {}).items() if code != "column"}


def _names(
    declared: dict[str, Any], columns: tuple[str, ...], rows: list[tuple[Any, ...]], language: str
) -> dict[str, str]:
    """Of all codes in the rows: those of the series, and checks."""
    checks = [row[columns.index("check")] for row in rows] if "check" in columns else []
    return {**_series(declared, language), **{check: title_of(check, language) for check in checks}}


def _draw(declared: dict[str, Any], columns: tuple[str, ...], rows: list[tuple[Any, ...]], language: str) -> str:
    series = _series(declared, language)
    values = [dict(zip(columns, row, strict=True)) for row in rows]
    if "check" in columns:
        values = [{**value, "check": title_of(value["check"], language)} for value in values]
    if series:
        values = [{**value, "series": series[value[declared["series"]["column"]]]} for value in values]
    across = declared.get("across", False)
    order = list(dict.fromkeys(value[declared["y"]] for value in values))
    of_amount = {
        "type": "quantitative",
        "title": said(declared["amount"], language),
        "axis": {"tickCount": _ticks(declared, values)},
    }
    of_kind = {"type": "nominal" if across else "ordinal", "title": None}
    encoding: dict[str, Any] = {
        "x": {"field": declared["x"], **(of_amount if across else of_kind)},
        "y": {"field": declared["y"], **({**of_kind, "sort": order} if across else of_amount)},
    }
    if series:
        colours = [_SEVERITIES.get(code, _COLOURS[index]) for index, code in enumerate(series)]
        encoding["color"] = {
            "field": "series", "type": "nominal", "scale": {"domain": list(series.values()), "range": colours},
            "legend": {"columns": 3 if len(series) == 3 else 2},
        }  # fmt: skip
        encoding["order"] = {"field": "position"}
        positions = {name: index for index, name in enumerate(series.values())}
        values = [{**value, "position": positions[value["series"]]} for value in values]
    spec = {
        "title": None,
        "description": said(declared["title"], language),
        "width": WIDTH,
        "height": ROW * len(order) if across else HEIGHT,
        "data": {"values": values},
        "mark": {"type": "bar", "color": _COLOURS[0]},
        "encoding": encoding,
        "config": _CONFIG,
    }
    svg = _OF_PARTS.sub("", drawing()(spec, vl_version="6.4", allowed_base_urls=[]))
    return svg.replace("<svg ", f'<svg role="img" aria-label="{escape(_spoken(declared, values, language))}" ', 1)


def _spoken(declared: dict[str, Any], values: list[dict[str, Any]], language: str) -> str:
    """What a screen reader says of a chart: its title, what is counted, and each bar."""
    kind, amount = (declared["y"], declared["x"]) if declared.get("across") else (declared["x"], declared["y"])
    bars = "; ".join(" ".join(str(one[part]) for part in (kind, "series", amount) if part in one) for one in values)
    title, counted = (said(declared[part], language) for part in ("title", "amount"))
    return f"{title} ({counted}): {bars}"


def _ticks(declared: dict[str, Any], values: list[dict[str, Any]]) -> int:
    """How many lines the axis of amounts may have: none between 1 and 2 where things are counted."""
    amounts = [value[declared["x" if declared.get("across") else "y"]] for value in values]
    return min(MOST_TICKS, max(amounts)) if all(isinstance(amount, int) for amount in amounts) else MOST_TICKS
