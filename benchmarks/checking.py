"""What `gongkai check` takes of the processor: to load, for the first report, and for one more.

python -m benchmarks.checking [FILE]
"""

import sys
import time
from pathlib import Path

SAMPLE = Path(__file__).parents[1] / "data/samples/2024_pipecells_shajianzi.txt"


def main(file: str) -> None:
    """Print seconds of processor time, which other programs on the machine change little."""
    began = time.process_time()
    from gongkai import read
    from gongkai.flows import check  # noqa: F401

    took = {"to load": time.process_time() - began}
    for which in ("the first report", "one more"):
        began = time.process_time()
        found = len(read(file).findings)
        took[which] = time.process_time() - began
    for what, seconds in took.items():
        print(f"{what}: {seconds:.2f} s")
    print(f"findings: {found}")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else str(SAMPLE))
