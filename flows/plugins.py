"""What can be read, and who brought it: layouts, openers, forms."""

import json
from typing import Any

from gongkai.extract import layouts, openers
from gongkai.extract.plugins import points
from gongkai.flows.terminal import say
from gongkai.transform.forms import forms
from gongkai.words import _


def show_plugins(as_json: bool) -> None:
    """Print all of them. Raises PluginError where a plug-in cannot be used."""
    plugins = all_plugins()
    if as_json:
        say(json.dumps(plugins, ensure_ascii=False, indent=1))
    else:
        say("\n\n".join("\n".join([title, *_lines(plugins[kind])]) for kind, title in _titles().items()))


def _titles() -> dict[str, str]:
    return {
        "layouts": _("Layouts: how a table's cells stand in text"),
        "openers": _("Openers: kinds of documents that are no text"),
        "forms": _("Forms: the statutory tables, and the years whose reports use them"),
    }


def all_plugins() -> dict[str, list[dict[str, Any]]]:
    """Layouts, openers and forms, each with its origin. Raises PluginError where a plug-in cannot be used."""
    layouts.layouts()
    openers.openers()
    return {
        "layouts": sorted(_brought(layouts.GROUP), key=lambda one: str(one["name"])),
        "openers": _brought(openers.GROUP),
        "forms": [
            {"name": form.code, "notice": form.notice, "first_year": form.first_year, "last_year": form.last_year}
            for form in forms()
        ],
    }


def _brought(group: str) -> list[dict[str, Any]]:
    return [
        {
            "name": point.load().name,
            "package": point.dist.name if point.dist else None,
            "version": point.dist.version if point.dist else None,
            "object": point.value,
        }
        for point in points(group)
    ]


def _lines(rows: list[dict[str, Any]]) -> list[str]:
    """Each row's values below each other, in columns."""
    cells = [[*map(str, _said(row).values())] for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return ["  " + "  ".join(map(str.ljust, row, widths)).rstrip() for row in cells]


def _said(row: dict[str, Any]) -> dict[str, Any]:
    if "notice" not in row:
        return {name: value or "?" for name, value in row.items()}
    years = _("{first_year} to {last_year}") if row["last_year"] else _("since {first_year}")
    return {"name": row["name"], "years": years.format(**row), "notice": row["notice"]}
