"""How fast one process reads reports, held against the least that any program does with the same files.

python -m benchmarks.reading [DOCUMENTS]
"""

import hashlib
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import corpus
from extract.document import Document, Rejected
from transform import figures, tables
from transform.read import read

ROUNDS = 3


def floor(files: Iterable[Path]) -> None:
    """Read, hash, decode, split into lines and cells."""
    for file in files:
        data = file.read_bytes()
        hashlib.sha256(data).hexdigest()
        for codec in ("utf-8", "gb18030", "utf-16"):
            try:
                text = data.decode(codec)
                break
            except UnicodeError:
                continue
        for line in text.split("\n"):
            line.split("\t")


def reader(files: Iterable[Path]) -> None:
    """Read each file as the warehouse does."""
    for file in files:
        try:
            read(Document(file.name, file.read_bytes()))
        except Rejected as rejected:
            raise SystemExit(f"{file}: {rejected.message}") from rejected


def reader_without_memory(files: Iterable[Path]) -> None:
    """The same where no two reports have a template or a sentence in common."""
    for file in files:
        tables._template.cache_clear()
        figures._in_wording.cache_clear()
        reader([file])


def best(run: Callable[[Sequence[Path]], None], files: Sequence[Path]) -> float:
    """Seconds of processor time a document, in the best of some rounds."""
    times = []
    for _ in range(ROUNDS):
        start = time.process_time()
        run(files)
        times.append((time.process_time() - start) / len(files))
    return min(times)


def main(count: int) -> None:
    with TemporaryDirectory() as folder:
        files = corpus.write(Path(folder), count)
        size = sum(file.stat().st_size for file in files) / len(files)
        reader(files[:100])
        measured = {run.__name__: best(run, files) for run in (floor, reader, reader_without_memory)}
    print(f"{count:,} documents of {size:,.0f} bytes, one process, best of {ROUNDS}")
    for name, seconds in measured.items():
        print(f"{name:<24}{1 / seconds:>10,.0f} a second{seconds / measured['floor']:>8.1f} x floor")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
