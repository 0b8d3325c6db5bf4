"""What is done with one document: the least that any program does, what a plain script does, and what the reader does.

python -m benchmarks.reading [ROUNDS]

Prints the processor's time for a document: of several rounds over the same whole reports, files in memory, the least.
"""

import gc
import hashlib
import re
import sys
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import chardet

from benchmarks import corpus
from benchmarks.otherwise import NUMBER, YEAR, expressions, form_of_year
from gongkai.extract.document import Document
from gongkai.extract.openers import openers
from gongkai.transform.forms import forms
from gongkai.transform.prose import statements
from gongkai.transform.read import read
from gongkai.transform.table import reading

DOCUMENTS = 100
ROUNDS = 7


def floor(file: Path) -> None:
    """Read, hash, decode, split into lines and cells. It knows the three codecs that there are, and tries them."""
    data = file.read_bytes()
    hashlib.sha256(data).hexdigest()
    _split(_decoded(data))


def floor_with_chardet(file: Path) -> None:
    """The same where the codec has to be found."""
    data = file.read_bytes()
    hashlib.sha256(data).hexdigest()
    _split(data.decode(chardet.detect(data)["encoding"] or "utf-8", "replace"))


def script(file: Path) -> dict[str, float]:
    """Decode as the floor does, then an expression for each row of the form, 32 of them. Returns cell -> number."""
    text = _decoded(file.read_bytes())
    year = re.search(YEAR, text)
    found: dict[str, float] = {}
    for cells, expression in _compiled(form_of_year(int(year[1]) if year else 0).code):
        values = expression.search(text)
        if values:
            found |= zip(cells, map(float, re.findall(NUMBER, values[1])), strict=True)
    return found


@cache
def _compiled(code: str) -> tuple[tuple[tuple[str, ...], re.Pattern[str]], ...]:
    form = next(form for form in forms() if form.code == code)
    return tuple((cells, re.compile(expression)) for cells, expression in expressions(form))


def _decoded(data: bytes) -> str:
    for codec in ("utf-8", "gb18030", "utf-16"):
        try:
            return data.decode(codec)
        except UnicodeError:
            continue
    return ""


def _split(text: str) -> None:
    for line in text.split("\n"):
        line.split("\t")


def reader(file: Path) -> None:
    """What the warehouse does with a file, up to its report."""
    read(Document(file.name, file.read_bytes()))


def forgetful_reader(file: Path) -> None:
    """The same where no two reports have a skeleton or a wording in common."""
    forget()
    reader(file)


def forget() -> None:
    """What is kept of one document for those that are like it."""
    reading._interpretation.cache_clear()
    statements.stated.cache_clear()


def openers_asked(file: Path) -> bool:
    """What a text pays for files of other kinds: each opener looks whether it is one of its own."""
    data = file.read_bytes()
    return any(opener.knows(data) for opener in openers())


WAYS: dict[str, Callable[[Path], object]] = {
    "reader, no two documents alike": forgetful_reader,
    "reader": reader,
    "openers, asked of a text": openers_asked,
    "script": script,
    "floor": floor,
}


def main(rounds: int) -> None:
    with TemporaryDirectory() as name:
        for _ in corpus.write(Path(name), DOCUMENTS):
            pass
        files = sorted(Path(name).rglob("*.txt"))
        least = {what: min(_seconds(run, files) for _ in range(rounds)) for what, run in WAYS.items()}
    print(f"{'what':<32} {'us a document':>14} {'scripts':>8} {'floors':>8}")
    for what, seconds in least.items():
        each, scripts, floors = seconds / DOCUMENTS * 1e6, seconds / least["script"], seconds / least["floor"]
        print(f"{what:<32} {each:>14.1f} {scripts:>8.1f} {floors:>8.1f}")


def _seconds(run: Callable[[Path], object], files: list[Path]) -> float:
    """Of the processor, for all files; nothing is collected meanwhile, as in a batch of a night."""
    gc.collect()
    gc.disable()
    start = time.process_time()
    for file in files:
        run(file)
    seconds = time.process_time() - start
    gc.enable()
    return seconds


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
