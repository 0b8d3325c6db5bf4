"""How to cite the published data: which data exactly, who keeps it, under which licence."""

import tomllib
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import duckdb

from gongkai.errors import USAGE, GongkaiError
from gongkai.words import _, listed

TITLE = "Annual reports of Chinese townships on open government information"
NOT_STATED = "not stated by the keeper"


class KeeperError(GongkaiError):
    """What the keeper wrote about the data cannot be used: a sentence for people."""

    exit_status = USAGE


@dataclass(frozen=True, slots=True)
class Keeper:
    """What whoever keeps this data says of it: the program knows nothing of it. None: not said."""

    title: str = TITLE
    keeper: str | None = None
    licence: str | None = None
    licence_url: str | None = None
    url: str | None = None
    doi: str | None = None


@dataclass(frozen=True, slots=True)
class DataVersion:
    """content: hex, the same for the same data wherever it was built; date: when it was published."""

    content: str
    date: date

    def __str__(self) -> str:
        return f"{self.date:%Y.%m.%d}+{self.content[:12]}"


def read_keeper(file: Path) -> Keeper:
    """What the file says; where there is none, nothing is said. Raises KeeperError."""
    try:
        said: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Keeper()
    except (OSError, ValueError) as error:
        raise KeeperError(_("{file} cannot be read: {error}").format(file=file, error=error)) from error
    known = set(Keeper.__slots__)
    if strange := sorted(said.keys() - known):
        raise KeeperError(
            _("{file} says {strange}; expected: {known}.").format(
                file=file, strange=listed(strange), known=listed(sorted(known))
            )
        )
    if wrong := sorted(name for name, value in said.items() if not isinstance(value, str) or not value):
        raise KeeperError(
            _("{file}: expected a text in quotation marks for {wrong}.").format(file=file, wrong=listed(wrong))
        )
    return Keeper(**said)


def data_version(con: duckdb.DuckDBPyConnection) -> DataVersion:
    """By what the data follows from: the documents and where they lie, the reader, what crawls know, and decisions.

    md5 is DuckDB's own name for it and the same in all its versions, which `hash` is not.
    """
    (of_reports, reports, published) = con.execute(
        "SELECT bit_xor(md5_number(concat_ws('|', document_id, source, reader_version, r.crawl))), count(*),"
        " (SELECT max(finished)::DATE FROM store.run) FROM store.held AS r"
    ).fetchall()[0]
    decided = con.execute(
        "SELECT document_id, field, expect, value, outcome FROM store.correction ORDER BY ALL"
    ).fetchall()
    content = sha256(repr((of_reports, reports, decided)).encode()).hexdigest()
    return DataVersion(content, published or date.min)


def citation(keeper: Keeper, version: DataVersion, language: str = "en") -> str:
    """In one paragraph."""
    who = _("{keeper} ({year}). ", language).format(keeper=keeper.keeper, year=version.date.year)
    at = f"https://doi.org/{keeper.doi}" if keeper.doi else keeper.url
    return _(
        "{who}{title}. Data version {version}, published {date}, content sha256:{content}.{where} Licence of the data:"
        " {licence}.",
        language,
    ).format(
        who=who if keeper.keeper else "",
        title=_(keeper.title, language),
        version=version,
        date=version.date,
        content=version.content,
        where=_(" {address}.", language).format(address=at) if at else "",
        licence=keeper.licence or _(NOT_STATED, language),
    )


def bibtex(keeper: Keeper, version: DataVersion, language: str = "en") -> str:
    """As an entry of a bibliography."""
    licence = keeper.licence or _(NOT_STATED, language)
    fields = {
        "title": f"{{{_(keeper.title, language)}}}",
        "author": f"{{{keeper.keeper}}}" if keeper.keeper else None,
        "year": str(version.date.year),
        "version": str(version),
        "note": _("sha256:{content}; licence: {licence}", language).format(content=version.content, licence=licence),
        "doi": keeper.doi,
        "url": keeper.url,
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{gongkai_{version.content[:12]},", *lines, "}"])
