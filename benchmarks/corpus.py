"""A corpus of any size, made from the sample reports: the same texts with other counts."""

import random
import re
from collections.abc import Iterator
from pathlib import Path

SAMPLES = Path(__file__).parents[1] / "data" / "samples"
IN_TABLES = re.compile(r"(?<![^\s|>])(?<!- )[0-9]+(?! -)(?=[\s|<]|$)", re.MULTILINE)
IN_PROSE = re.compile(r"(?<![0-9])[0-9]+(?=[条件篇次份起人])")
PER_FOLDER = 1000


def samples() -> list[tuple[str, str]]:
    """(codec, text) of the samples that are reports in one codec throughout."""
    found = []
    for file in sorted(SAMPLES.glob("*.txt")):
        for codec in ("utf-8", "gb18030", "utf-16"):
            try:
                found.append((codec, file.read_bytes().decode(codec)))
                break
            except UnicodeError:
                continue
    return found


def documents(count: int, seed: int = 1) -> Iterator[bytes]:
    """The samples in turn, all counts of one multiplied by one factor: sums come out, and prose fits its tables."""
    rng = random.Random(seed)
    texts = samples()
    for number in range(count):
        codec, text = texts[number % len(texts)]
        factor = rng.randrange(1, 1000)
        for counts in (IN_TABLES, IN_PROSE):
            text = counts.sub(lambda found, factor=factor: str(int(found[0]) * factor), text)  # type: ignore[misc]
        yield f"{text}\n{number}\n".encode(codec)


def write(folder: Path, count: int, seed: int = 1) -> list[Path]:
    """`count` files in folders of a thousand."""
    files = []
    for number, data in enumerate(documents(count, seed)):
        file = folder / f"{number // PER_FOLDER:04}" / f"{number:07}.txt"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
        files.append(file)
    return files
