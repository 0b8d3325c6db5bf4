"""What a crawl knows: an optional manifest beside the documents tells where each came from and what it was called.

`manifest.csv` or `manifest.jsonl`, in any folder, speaks for the files of that folder and below. Columns: file (the
path from that folder), url, fetched, title, town, county, year, made_up (yes: it is no real report, as of samples); all
but file may be missing or empty. The manifest is no document itself. An archive is a world of its own: a manifest in
it tells of its members, one beside it does not.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from gongkai.extract.document import Crawl, Rejected, crawl_of
from gongkai.extract.lenient_csv import TableError, decoded, rows_of
from gongkai.extract.origin.containers import load, unfold
from gongkai.extract.origin.found import MANIFESTS, Found, attach_texts

COLUMNS = ("file", "url", "fetched", "title", "town", "county", "year", "made_up")
SHOWN = 5  # of one manifest; the rest is counted
WRONG = ""  # stands in the place of a row that cannot be read, with what is wrong with it


def attach(found: Sequence[Found]) -> tuple[list[Found], list[str]]:
    """(the documents, each with what its manifest tells and the text beside it; sentences on what the manifests hold
    that could not be used).

    Of several manifests above a file the nearest counts, and of several rows on it the first.
    """
    manifests = [thing for thing in found if is_manifest(thing.source)]
    documents = [thing for thing in found if not is_manifest(thing.source)]
    if not manifests:
        return attach_texts(documents), []
    indices = {(thing.root, thing.source): index for index, thing in enumerate(documents)}
    notes: list[str] = []
    for manifest in sorted(manifests, key=_depth, reverse=True):
        notes.extend(_attach_one(manifest, documents, indices))
    return attach_texts(documents), notes


def with_positions(documents: Sequence[Found]) -> list[Found]:
    """The documents; where their archive was not opened when they were found, with their position and what is told."""
    holders = {
        (thing.root, thing.inside.container): replace(
            thing, source=thing.inside.container, size=thing.inside.size, inside=None, document_id=None
        )
        for thing in documents
        if thing.inside and thing.inside.position is None
    }
    inside, _ = attach(unfold(holders.values(), {}))
    now = {(thing.root, thing.source): thing for thing in inside}
    return [
        replace(thing, document_id=one.document_id) if (thing := now.get((one.root, one.source))) else one
        for one in documents
    ]


def is_manifest(source: str) -> bool:
    return source.endswith(MANIFESTS) and PurePosixPath(source).name in MANIFESTS


def _depth(manifest: Found) -> int:
    return manifest.source.count("/")


def _attach_one(manifest: Found, documents: list[Found], indices: dict[tuple[str, str], int]) -> Iterator[str]:
    """Puts what the manifest tells into `documents`; yields what it holds that cannot be used."""
    broken: list[str] = []
    elsewhere: list[str] = []
    unused: dict[str, None] = {}
    own: set[int] = set()
    where = f"{manifest.root}/{manifest.source}"
    for line, row in _told(manifest):
        unused.update(dict.fromkeys(name for name in row if name not in (*COLUMNS, WRONG)))
        try:
            file, crawl = _crawl(row)
        except ValueError as error:
            broken.append(f"{where}, line {line}: {error}.")
            continue
        index = indices.get((manifest.root, (PurePosixPath(manifest.source).parent / file).as_posix()))
        if index is None:
            elsewhere.append(file)
        elif _container(documents[index]) != _container(manifest):
            broken.append(f"{where}, line {line}: {file} lies in an archive; the manifest must lie in it, too.")
        elif index in own:
            broken.append(f"{where}, line {line}: {file} stands in an earlier line, which counts.")
        else:
            own.add(index)
            if documents[index].crawl is None:
                documents[index] = replace(documents[index], crawl=crawl)
    if unused:
        yield f"{where}: nothing is made of {', '.join(unused)}; the columns are {', '.join(COLUMNS)}."
    yield from broken[:SHOWN]
    if len(broken) > SHOWN:
        yield f"{where}: {len(broken) - SHOWN:,} more rows like these were passed over."
    if elsewhere:
        yield f"{where}: {len(elsewhere):,} rows name files that are not there, {elsewhere[0]} first."


def _container(thing: Found) -> str | None:
    return thing.inside.container if thing.inside else None


def _told(manifest: Found) -> Iterator[tuple[int, dict[str, str]]]:
    """(line, row) of each filled row."""
    try:
        text = decoded(load(manifest).data)
        yield from _lines_of_json(text) if manifest.source.endswith(".jsonl") else _lines_of_csv(text)
    except Rejected as rejected:
        yield 1, {WRONG: f"the file cannot be read: {rejected.message.rstrip('.')}"}
    except TableError as error:
        yield 1, {WRONG: f"the file {error}"}


def _lines_of_csv(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    for line, row in rows_of(text, ("file",)):
        yield line, row if row is not None else {WRONG: "the row has more or fewer cells than the first line"}


def _lines_of_json(told: str) -> Iterator[tuple[int, dict[str, str]]]:
    for line, text in enumerate(told.split("\n"), 1):
        if not text.strip():
            continue
        try:
            row = json.loads(text)
        except (ValueError, RecursionError):
            row = None
        if isinstance(row, dict):
            yield line, {str(name): str(value).strip() for name, value in row.items() if value is not None}
        else:
            yield line, {WRONG: 'expected an object a line, as {"file": "a.txt", "county": "会昌县"}'}


def _crawl(row: dict[str, str]) -> tuple[str, Crawl]:
    """(file, what is told of it). Raises ValueError with what is wrong with the row."""
    if WRONG in row:
        raise ValueError(row[WRONG])
    file = row.get("file", "").replace("\\", "/").removeprefix("./")
    if not file or file.startswith("/") or ".." in PurePosixPath(file).parts:
        raise ValueError(f"expected in file a path from the manifest's folder down, found {file!r}")
    return file, crawl_of(row)
