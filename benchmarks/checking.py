"""What `gongkai check` takes of the processor: to load, for the first report, and for one more.

python -m benchmarks.checking [FILE]
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

SAMPLE = Path(__file__).parents[1] / "data/samples/2024_pipecells_shajianzi.txt"
MANY = 100
T = TypeVar("T")


def main(file: str) -> None:
    """Print seconds of processor time, which other programs on the machine change little."""
    loading, check = _took(_load)
    first, found = _took(lambda: check(file))
    alone, _ = _took(lambda: check(file))
    from benchmarks import corpus

    documents = [made.data for made in corpus.documents(MANY)]
    together, _ = _took(lambda: check(*documents))
    print(f"to load: {loading:.2f} s")
    print(f"the first report: {first:.2f} s")
    print(f"another, in a call of its own: {alone:.2f} s")
    print(f"one more in the same call: {(together - alone) / (MANY - 1):.3f} s")
    print(f"findings: {found}")


def _load() -> Callable[..., int]:
    from gongkai import findings, read
    from gongkai.flows import check  # noqa: F401

    return lambda *documents: sum(map(len, findings([read(document) for document in documents])))


def _took(call: Callable[[], T]) -> tuple[float, T]:
    began = time.process_time()
    gave = call()
    return time.process_time() - began, gave


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else str(SAMPLE))
