"""What is done with one document: the least that any program does, and what the reader does."""

import hashlib
from pathlib import Path

import chardet

from extract.document import Document
from transform.prose import statements
from transform.read import read
from transform.table import reading


def floor(file: Path) -> None:
    """Read, hash, decode, split into lines and cells. It knows the three codecs that there are, and tries them."""
    data = file.read_bytes()
    hashlib.sha256(data).hexdigest()
    text = ""
    for codec in ("utf-8", "gb18030", "utf-16"):
        try:
            text = data.decode(codec)
            break
        except UnicodeError:
            continue
    _split(text)


def floor_with_chardet(file: Path) -> None:
    """The same where the codec has to be found."""
    data = file.read_bytes()
    hashlib.sha256(data).hexdigest()
    _split(data.decode(chardet.detect(data)["encoding"] or "utf-8", "replace"))


def _split(text: str) -> None:
    for line in text.split("\n"):
        line.split("\t")


def reader(file: Path) -> None:
    """What the warehouse does with a file, up to its report."""
    read(Document(file.name, file.read_bytes()))


def forgetful_reader(file: Path) -> None:
    """The same where no two reports have a template or a wording in common."""
    reading._template.cache_clear()
    statements.stated.cache_clear()
    reader(file)
