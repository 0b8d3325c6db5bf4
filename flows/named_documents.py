"""Documents that people name, read as the night reads them: in a process that a hostile one may end."""

from collections.abc import Sequence
from pathlib import Path

from gongkai.extract.document import Document, Rejected
from gongkai.extract.layouts import layouts
from gongkai.extract.openers import openers
from gongkai.extract.origin.containers import OpenContainer, list_members, load, unfold
from gongkai.extract.origin.found import Found, SourceError, container_suffix, is_address
from gongkai.extract.origin.manifest import attach
from gongkai.extract.origin.sources import discover
from gongkai.flows.batch import read_one
from gongkai.flows.workers import LIMITS, Limits, workers
from gongkai.transform.report import Report
from gongkai.words import _


def read_named(named: Sequence[str], limits: Limits = LIMITS) -> list[tuple[str | None, Report | Rejected]]:
    """(document_id, its report or why it is none) of each document, within the limits of a night.

    Raises SourceError where one is not there, PluginError where none can be read.
    """
    layouts()  # plug-ins that cannot be used are told before anything is read
    openers()
    with workers(len(named), 1, limits) as submit:
        found = [find_one(one, lambda container: submit(list_members, [container]).result()) for one in named]
        return [submit(read_one, [one]).result() for one in found]


def load_one(named: str) -> Document:
    """The document in this file, in an archive as `a.zip/b.txt`, or in a store at this address.

    Raises Rejected, or SourceError where there is no such document.
    """
    return load(find_one(named))


def find_one(named: str, open_container: OpenContainer | None = None) -> Found:
    """Where it lies. open_container: as of `unfold`. Raises SourceError."""
    return _in_store(named) if is_address(named) else _in_file(Path(named), open_container)


def _in_store(named: str) -> Found:
    documents, _problems = attach(discover([named]))
    for document in documents:
        if f"{document.root}/{document.source}" == named:
            return document
    raise SourceError(_("{named} is a folder or a manifest; name one document.").format(named=named))


def _in_file(file: Path, open_container: OpenContainer | None) -> Found:
    if file.is_dir():
        raise SourceError(_("{file} is a folder; name one file in it.").format(file=file))
    holder = next((above for above in file.parents if above.is_file() and container_suffix(above.name)), file)
    found_there = discover([holder])
    holder.open("rb").close()  # what its permissions forbid is no fault of the document
    documents, _problems = attach(unfold(found_there, {}, open_container))
    source = f"{holder.name}/{file.relative_to(holder).as_posix()}" if holder != file else file.name
    found = next((document for document in documents if document.source == source), None)
    if found:
        return found
    if holder != file:
        raise SourceError(
            _("There is no document {holder} in {n0}.").format(holder=file.relative_to(holder), n0=holder)
        )
    if container_suffix(file.name):
        example = file.parent / (documents[0].source if documents else f"{file.name}/NAME")
        raise SourceError(
            _("{file} holds {documents:,} documents; name one of them: {example}").format(
                file=file, documents=len(documents), example=example
            )
        )
    raise SourceError(_("{file} is a manifest: it tells of the documents beside it, and is none.").format(file=file))
