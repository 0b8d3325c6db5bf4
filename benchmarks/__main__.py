"""How fast, how large and how right: everything in one table, on the same documents.

python -m benchmarks [--save FILE.csv] [DOCUMENTS ...]

DOCUMENTS: sizes of the corpus, 1000 10000 if none is named. What users would otherwise write is measured on the first,
unless that is more than 10,000.
"""

import argparse
import csv
from collections.abc import Iterator
from pathlib import Path

from benchmarks.nights import SCRIPT, Measured, measured

HEAD = (
    "corpus",
    "what",
    "documents",
    "seconds",
    "us_a_document",
    "scripts",
    "floors",
    "memory_mb",
    "disk_b",
    "right",
    "wrong",
)
MOST_FOR_WAYS = 10_000  # they would take all memory, and a night
WIDTHS = (10, -42, 10, 10, 14, 9, 9, 10, 8, 8, 8)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("documents", nargs="*", type=int, default=[1000, 10_000], help="sizes of the corpus")
    parser.add_argument("--save", type=Path, help="a CSV file for the table, for benchmarks.pictures")
    asked = parser.parse_args()
    rows: list[tuple[str, ...]] = [HEAD]
    print(_line(HEAD), flush=True)
    for row in _rows(asked.documents):
        print(_line(row), flush=True)
        rows.append(row)
        if asked.save:
            with asked.save.open("w", newline="", encoding="utf-8") as file:
                csv.writer(file, lineterminator="\n").writerows(rows)


def _rows(counts: list[int]) -> Iterator[tuple[str, ...]]:
    for count in counts:
        least = plain = 0.0  # seconds that the floor, and that the script, take for a document
        for one in measured(count, ways=count == counts[0] and count <= MOST_FOR_WAYS):
            least = least or one.seconds / one.documents
            plain = one.seconds / one.documents if one.what == SCRIPT else plain
            yield _row(one, plain, least)


def _row(one: Measured, plain: float, least: float) -> tuple[str, ...]:
    each = one.seconds / one.documents
    return (
        str(one.corpus),
        one.what,
        str(one.documents),
        f"{one.seconds:.2f}",
        f"{each * 1e6:.1f}",
        f"{each / plain:.2f}" if plain else "",
        f"{each / least:.2f}",
        "" if one.memory is None else f"{one.memory / 1e6:.0f}",
        "" if one.disk is None else f"{one.disk / one.corpus:.0f}",
        "" if one.right is None else f"{one.right:.2%}",
        "" if one.wrong is None else f"{one.wrong:.2%}",
    )


def _line(row: tuple[str, ...]) -> str:
    return " ".join(f"{text:{'<' if width < 0 else '>'}{abs(width)}}" for text, width in zip(row, WIDTHS, strict=True))


if __name__ == "__main__":
    main()
