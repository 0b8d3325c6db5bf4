"""Numbers stated in the prose: the year's own, never last year's, a part's or a total over years."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from transform.report import Figure

SENTENCE = re.compile(r"[^。；;\n]+[。；;]?")
OTHER_YEAR = re.compile(r"去年|上年|上一年|同期|以来|累计(?:至|到)|较上|比上|同比")


@dataclass(frozen=True, slots=True)
class Measure:
    """patterns: with a group n; zero: statements that nothing happened."""

    code: str
    chinese: str
    english: str
    unit: str
    patterns: tuple[re.Pattern[str], ...]
    zero: tuple[re.Pattern[str], ...]


@cache
def measures() -> tuple[Measure, ...]:
    data = tomllib.loads((resources.files("transform") / "figures.toml").read_text(encoding="utf-8"))
    return tuple(
        Measure(
            code,
            entry["chinese"],
            entry["english"],
            entry["unit"],
            tuple(map(re.compile, entry.get("patterns", ()))),
            tuple(map(re.compile, entry.get("zero", ()))),
        )
        for code, entry in data.items()
    )


def find_figures(lines: Sequence[tuple[int, str]]) -> tuple[Figure, ...]:
    """One value per measure: the first statement; none where statements differ."""
    stated: dict[str, list[Figure]] = {}
    for number, text in lines:
        for sentence in SENTENCE.findall(text):
            for figure in _in_sentence(sentence.strip(), number):
                stated.setdefault(figure.measure, []).append(figure)
    return tuple(figures[0] for figures in stated.values() if len({figure.value for figure in figures}) == 1)


def _in_sentence(sentence: str, line: int) -> Iterator[Figure]:
    for measure in measures():
        for pattern in measure.patterns:
            match = pattern.search(sentence)
            if match and not OTHER_YEAR.search(sentence[: match.start("n")]):
                yield Figure(measure.code, float(match["n"].replace(",", "")), measure.unit, sentence, line)
                break
        else:
            if any(pattern.search(sentence) for pattern in measure.zero):
                yield Figure(measure.code, 0.0, measure.unit, sentence, line)
