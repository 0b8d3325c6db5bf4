"""How fast one process reads reports, held against the least that any program does with the same files.

python -m benchmarks.reading [DOCUMENTS]
"""

import hashlib
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import corpus
from extract.document import Document
from transform import figures, tables
from transform.read import read

ROUNDS = 5


def floor(file: Path) -> None:
    """Read, hash, decode, split into lines and cells."""
    data = file.read_bytes()
    hashlib.sha256(data).hexdigest()
    text = ""
    for codec in ("utf-8", "gb18030", "utf-16"):
        try:
            text = data.decode(codec)
            break
        except UnicodeError:
            continue
    for line in text.split("\n"):
        line.split("\t")


def reader(file: Path) -> None:
    """What the warehouse does with a file, up to its report."""
    read(Document(file.name, file.read_bytes()))


def forgetful_reader(file: Path) -> None:
    """The same where no two reports have a template or a wording in common."""
    tables._template.cache_clear()
    figures._in_wording.cache_clear()
    reader(file)


RUNS: tuple[Callable[[Path], None], ...] = (floor, reader, forgetful_reader)


def main(count: int) -> None:
    with TemporaryDirectory() as folder:
        files = corpus.write(Path(folder), count)
        size = sum(file.stat().st_size for file in files) / count
        for file in files[:100]:
            reader(file)
        # Of each document the best of its rounds: the others measure what else the machine did.
        seconds = {run.__name__: sum(min(_time(run, file) for _ in range(ROUNDS)) for file in files) for run in RUNS}
    print(f"{count:,} documents of {size:,.0f} bytes, one process; of each the best of {ROUNDS} rounds")
    for name, spent in seconds.items():
        print(f"{name:<18}{count / spent:>10,.0f} a second{spent / seconds['floor']:>8.1f} x floor")


def _time(run: Callable[[Path], None], file: Path) -> float:
    start = time.perf_counter()
    run(file)
    return time.perf_counter() - start


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
