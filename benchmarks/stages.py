"""Where the time of reading goes: text, tables, keys, prose.

python -m benchmarks.stages [FOLDER ...]

Prints for the documents of each folder the processor's time for a document, and the share of each stage: of several
rounds, the least. Unless folders are named, these are the whole reports of data/samples, the county's, and the pages
cut from reports where they are at hand. No two documents are taken to be alike, and garbage is left alone, as by a
worker within a batch.
"""

import gc
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from benchmarks.reading import ROUNDS, forget
from gongkai.extract.document import Document, Rejected
from gongkai.transform import read as reader
from tests.truth import ROOT, SAMPLES, SHARED

FOLDERS = tuple(folder for folder in (SAMPLES, ROOT / "data" / "county", SHARED / "pages") if folder.exists())
# What `read` calls, by stage; what is left is its own: hashes, findings, the report.
STAGES = {
    "text": ("text_of", "outline", "content_id", "published"),
    "tables": ("read_tables", "doubt_losses", "reported", "used_since", "form_of", "facts", "findings", "calculate"),
    "keys": (
        *("latest_year", "title_of", "second_report", "joined", "assess", "evidence_of_manifest", "find_year"),
        *("year_or_manifest", "resolve", "conflicts", "unlisted"),
    ),
    "prose": ("read_prose",),
}
REST = "rest"


def shares(documents: Sequence[Document], rounds: int) -> dict[str, float]:
    """Stage -> seconds for all documents together, and the rest: those of the fastest round."""
    least: dict[str, float] = {}
    for _ in range(rounds):
        seconds = dict.fromkeys((*STAGES, REST), 0.0)
        with _clocks(seconds):
            start = time.process_time()
            for document in documents:
                forget()
                with suppress(Rejected):
                    reader.read(document)
            seconds[REST] = time.process_time() - start - sum(seconds.values())
        if not least or sum(seconds.values()) < sum(least.values()):
            least = seconds
    return least


@contextmanager
def _clocks(seconds: dict[str, float]) -> Iterator[None]:
    """While it lasts, what `read` calls adds its time to that of its stage."""
    plain = {name: getattr(reader, name) for names in STAGES.values() for name in names}
    try:
        for stage, names in STAGES.items():
            for name in names:
                setattr(reader, name, _timed(plain[name], stage, seconds))
        yield
    finally:
        for name, call in plain.items():
            setattr(reader, name, call)


def _timed(call: Callable[..., Any], stage: str, seconds: dict[str, float]) -> Callable[..., Any]:
    def timed(*args: Any, **kwargs: Any) -> Any:
        start = time.process_time()
        try:
            result = call(*args, **kwargs)
            return list(result) if isinstance(result, Iterator) else result
        finally:
            seconds[stage] += time.process_time() - start

    return timed


def main(folders: Sequence[Path]) -> None:
    gc.disable()
    print(f"{'folder':<20} {'documents':>9} {'us each':>8}", *[f"{stage:>7}" for stage in (*STAGES, REST)])
    for folder in folders:
        documents = [Document(file.name, file.read_bytes()) for file in sorted(folder.rglob("*.txt"))]
        seconds = shares(documents, ROUNDS)
        total = sum(seconds.values())
        each = total / len(documents) * 1e6
        print(
            f"{folder.name:<20} {len(documents):>9} {each:>8.0f}", *[f"{one / total:>7.1%}" for one in seconds.values()]
        )


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]] or FOLDERS)
