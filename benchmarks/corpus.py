"""A corpus of any size, made from the sample reports: the same texts of other towns, with other counts.

What stands in their tables is known: the truth that a person wrote down for each sample, multiplied as its text was.
"""

import json
import random
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from gongkai.extract.document import Document, Rejected
from gongkai.transform.key.gazetteer import Township, county_of, township_names, townships
from gongkai.transform.read import read

SAMPLES = Path(__file__).parents[1] / "data" / "samples"
TRUTHS = Path(__file__).parents[1] / "tests" / "truth" / "samples"
# (A blank that HTML writes as an entity may stand on either side.)
IN_TABLES = re.compile(r"(?<![^\s|>;])(?<!- )[0-9]+(?! -)(?=[\s|<&]|$)", re.MULTILINE)
IN_PROSE = re.compile(r"(?<![0-9])[0-9]+(?=[条件篇次份起人])")
ENDING = re.compile("(?:街道|镇|乡)$")
LARGEST_FACTOR = 99
PER_FOLDER = 1000


Truth = dict[str, float]  # table.row.column -> the number that is printed there


class Sample(NamedTuple):
    """names: town, county, prefecture and province, where the text lets them be known."""

    codec: str
    text: str
    names: tuple[str | None, ...]
    truth: Truth


class Made(NamedTuple):
    """A document, and the truth about it."""

    data: bytes
    truth: Truth


@cache
def samples() -> tuple[Sample, ...]:
    """The samples that are reports in one codec throughout."""
    found = []
    for file in sorted(SAMPLES.glob("*.txt")):
        data = file.read_bytes()
        for codec in ("utf-8", "gb18030", "utf-16"):
            try:
                text = data.decode(codec)
                key = read(Document(file.name, data)).key
            except (UnicodeError, Rejected):
                continue
            found.append(Sample(codec, text, (key.town, key.county, key.prefecture, key.province), _truth(file)))
            break
    return tuple(found)


def _truth(file: Path) -> Truth:
    cells = json.loads((TRUTHS / f"{file.stem}.json").read_text(encoding="utf-8"))["cells"]
    return {cell: value for cell, value in cells.items() if value is not None}


@cache
def places(ending: str) -> tuple[tuple[str, ...], ...]:
    """(town, county, prefecture, province) of each township with a name that no other has, in the last lists."""
    only: list[Township] = []
    for name in sorted(township_names()):
        same = townships(name)
        if name.endswith(ending) and len(same) == 1 and same[0].name == name and same[0].last_year >= 2020:
            only += same
    counties = [(town, county_of(town.county_code, town.last_year)) for town in only]
    return tuple((town.name, town.county, at.prefecture, at.province) for town, at in counties if at)


def documents(count: int, seed: int = 1) -> Iterator[Made]:
    """The samples in turn, each moved to another town, and all whole counts of one multiplied by one factor: sums come
    out, and prose fits its tables."""
    rng = random.Random(seed)
    for number in range(count):
        sample = samples()[number % len(samples())]
        text = _moved(sample, rng)
        factor = rng.randint(1, LARGEST_FACTOR)
        for counts in (IN_TABLES, IN_PROSE):
            text = counts.sub(lambda found, factor=factor: str(int(found[0]) * factor), text)  # type: ignore[misc]
        yield Made(f"{text}\n{number}\n".encode(sample.codec, "replace"), _multiplied(sample, factor))


def _multiplied(sample: Sample, factor: int) -> Truth:
    """The figures of a sample differ, so a figure that was multiplied somewhere was multiplied in its cell."""
    counts = {int(count) for count in IN_TABLES.findall(sample.text)}
    return {cell: value * factor if value in counts else value for cell, value in sample.truth.items()}


def _moved(sample: Sample, rng: random.Random) -> str:
    text = sample.text
    ending = ENDING.search(sample.names[0] or "")
    if ending:
        for name, new in zip(sample.names, rng.choice(places(ending[0])), strict=True):
            text = text.replace(ENDING.sub("", name), ENDING.sub("", new)) if name else text
    return text


def write(folder: Path, count: int, every: int = 1, seed: int = 1) -> Iterator[tuple[str, Truth]]:
    """Files of a corpus of `count`, in folders of a thousand: each `every`th. Yields (path below the folder, truth)."""
    for index, made in enumerate(documents(-(-count // every), seed)):
        number = index * every
        source = f"{number // PER_FOLDER:04}/{number:07}.txt"
        file = folder / source
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(made.data)
        yield source, made.truth
