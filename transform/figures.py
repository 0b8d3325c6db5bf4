"""Numbers stated in the prose: the year's own, never last year's, a part's or a total over years."""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cache
from importlib import resources

from transform.report import Figure

SENTENCE = re.compile(r"[^。；;！\n]+")
# A line that breaks off in a sentence, and what no sentence goes on with.
WRAPPED = re.compile(r"[^。；;！!：:？?.、）)\s]$|，$")
BEGINS = re.compile(r"^[（(]?[一二三四五六七八九十\d]{1,2}[、.．)）]|^第[一二三]")
LONGEST_WRAP = 6  # lines
CLAUSE = re.compile(r",(?!\d{3}(?!\d))")  # half-width by then, and not the one of 1,307
NOTE = re.compile(r"[（(][^（）()]{0,40}[）)]")
BLANK = re.compile(r"\s+")
YEAR = re.compile(r"(?<!\d)(20\d\d)年")
# The number is another time's where such a word stands before it in its clause.
OTHER_TIME = re.compile(r"去年|上年|上一年|同期|同比|较|相比|比20|以来|历年|截至目前")
PART = re.compile("其中|包括|包含")
CHANNELS = {"wechat", "microblog", "other_channels"}
NUMBER = r"(?:\\d{1,3}(?:,\\d{3})+|\\d+)(?:\\.\\d+)?"
HAS_DIGIT = re.compile("[0-9]")
STATES_NONE = re.compile("[未没无零]|不存在")
STATES = re.compile("[0-9０-９未没无零]|不存在")
ABOUT = re.compile("信息|公开|申请|复议|诉讼|收取|收费|微信|公众号|微博|结转|转来")


@dataclass(frozen=True, slots=True)
class Measure:
    """What may be stated, declared in figures.toml.

    patterns have a group n; zero are wordings that state none; excluded clauses are about something else. whole: only
    the year's own count. last_year: wordings of the year before belong to it.
    """

    code: str
    chinese: str
    english: str
    unit: str
    patterns: tuple[re.Pattern[str], ...]
    zero: tuple[re.Pattern[str], ...]
    excluded: re.Pattern[str] | None
    whole: bool
    last_year: bool


@cache
def measures() -> tuple[Measure, ...]:
    """All measures, in the order of the codebook."""
    data = tomllib.loads((resources.files("transform") / "figures.toml").read_text(encoding="utf-8"))
    return tuple(
        Measure(
            code,
            entry["chinese"],
            entry["english"],
            entry["unit"],
            tuple(re.compile(re.sub(r"\bN\b|N(?=\))", NUMBER, pattern)) for pattern in entry["patterns"]),
            tuple(map(re.compile, entry.get("zero", ()))),
            re.compile(entry["not"]) if "not" in entry else None,
            entry.get("whole", False),
            entry.get("last_year", False),
        )
        for code, entry in data.items()
    )


def find_figures(lines: Sequence[tuple[int, str]], year: int | None) -> tuple[Figure, ...]:
    """One value per measure: the first statement, unless a later one is greater and so cannot be its part.

    year: the year reported on; a clause that names another year states that year's.
    """
    stated: dict[str, list[Figure]] = {}
    for number, sentence in _sentences(lines):
        if STATES.search(sentence) and ABOUT.search(sentence):
            for figure in _in_sentence(sentence, number, year):
                stated.setdefault(figure.measure, []).append(figure)
    figures = {measure: found[0] for measure, found in stated.items() if found[0].value >= max(f.value for f in found)}
    return tuple(_with_total(figures, CHANNELS & stated.keys()).values())


def _sentences(lines: Sequence[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """(line where it begins, sentence). A sentence goes on in the next line where that is how the text was wrapped."""
    held: tuple[int, str] | None = None
    for number, text in lines:
        line = text.strip()
        if held and (BEGINS.match(line) or not line or number - held[0] > LONGEST_WRAP):
            yield held
            held = None
        sentences = [sentence for sentence in SENTENCE.findall(line) if sentence.strip()]
        if held and sentences:
            sentences[0] = held[1] + sentences[0]
        first = held[0] if held else number
        held = None
        for place, sentence in enumerate(sentences):
            begins = first if place == 0 else number
            if place == len(sentences) - 1 and WRAPPED.search(line):
                held = (begins, sentence.strip())
            else:
                yield begins, sentence.strip()
    if held:
        yield held


def _in_sentence(sentence: str, line: int, year: int | None) -> Iterator[Figure]:
    part, named_year = False, year
    for clause in CLAUSE.split(_plain(sentence)):
        part = part or bool(PART.search(clause))
        years = list(YEAR.finditer(clause))
        for measure, value, at in _values(clause):
            if part and measure.whole:
                continue
            named = next((int(match[1]) for match in reversed(years) if match.start() < at), named_year)
            other_time = named not in (None, year) or OTHER_TIME.search(clause[:at])
            if measure.last_year or not other_time:
                yield Figure(measure.code, value, measure.unit, sentence, line)
        named_year = int(years[-1][1]) if years else named_year


def _plain(sentence: str) -> str:
    """Half-width, without blanks and notes in brackets, which hold parts and the names of channels."""
    return BLANK.sub("", NOTE.sub("", unicodedata.normalize("NFKC", sentence)))


def _values(clause: str) -> Iterator[tuple[Measure, float, int]]:
    """(measure, number, where it stands in the clause) for each measure of which a pattern fits."""
    has_digits, states_none = HAS_DIGIT.search(clause), STATES_NONE.search(clause)
    if not has_digits and not states_none:
        return
    for measure in measures():
        match = _first(measure.patterns, clause) if has_digits else None
        none = _first(measure.zero, clause) if states_none and not match else None
        if (match or none) and not (measure.excluded and measure.excluded.search(clause)):
            if match:
                yield measure, float(match["n"].replace(",", "")), match.start("n")
            elif none:
                yield measure, 0.0, none.start()


def _first(patterns: Sequence[re.Pattern[str]], clause: str) -> re.Match[str] | None:
    return next((match for match in (pattern.search(clause) for pattern in patterns) if match), None)


def _with_total(figures: dict[str, Figure], other_channels: Set[str]) -> dict[str, Figure]:
    """Where the website's is the only count of published information, the report means it as its count."""
    site = figures.get("website")
    if site and not other_channels and not PART.search(site.sentence.split(f"{site.value:.0f}")[0]):
        total = next(measure for measure in measures() if measure.code == "proactive_total")
        figures = {total.code: Figure(total.code, site.value, total.unit, site.sentence, site.line)} | figures
    return figures
