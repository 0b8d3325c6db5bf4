"""The figures of the prose: what its sentences state; one value for a report and measure, none where they differ."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from gongkai.transform.prose.measures import channels, measures
from gongkai.transform.prose.mentions import Mention
from gongkai.transform.prose.quantities import Quantity, without_plain_counts
from gongkai.transform.prose.statements import PUBLISHED_BY, Statement, stated
from gongkai.transform.report import Figure, Subject

ENDS = re.compile(r"[^。！!\n]+")
# A heading of reviews and lawsuits, and what says below it that there were none.
CASES = re.compile(r"^[^。！!；;]*(?:复议|诉讼)(?:案件)?的?(?:情况|情形)[。:：]?$")
DENIAL = re.compile(
    r"^(?:20\d\d年度?|本年度?|今年|全年|[我本][镇乡街县区市局办委校院站]道?|本[单机][位关]|[,，])*(?:均|暂|都)?"
    r"(?:无|没有|未发生|未出现|不存在)(?:(?:此类|该类|这类|相关|上述|以上)(?:情况|情形|案件|事项|现象))?[。.]?$"
)
# How a line ends that does not break off in a sentence, and what no sentence goes on with.
COMPLETE = frozenset("。；;！!：:？?.、）)")
BEGINS = re.compile(r"^[（(]?[一二三四五六七八九十\d]{1,2}[、.．)）]|^第[一二三]")
# What is worth a look counts something, or tells that there was none of what is counted here: most sentences do
# neither. (It begins with a set of characters, and so a search passes over all others at once.)
NUMERAL = "一二两三四五六七八九十百千万"
UNIT = "%％条件份篇期次项宗起例场名人元部个处则批家封万千申"
NONE_OF = "申请|请求|要求|复议|诉讼|费|追究|追责|问责|培训|提案|规范性文件|解读|咨询|投诉|发布会|结转|不予"
STATES = re.compile(
    rf"[0-9０-９{NUMERAL}未没无不零](?:"
    rf"(?<=[0-9０-９])(?![0-9０-９年月日])(?:[余多来①-⑳¹²³₀-₉➀-➓*\s]*[{UNIT}。！!\n，,；;）)新微]|$)"
    rf"|(?<=[{NUMERAL}])[余多]?[{UNIT}]"
    rf"|(?<=[未没无不零])(?:(?<=不)(?:存在|涉及)|(?<!不)(?:(?=.*(?:{NONE_OF}))"
    "|(?<=[况量数目件为][无零])|(?<=[况量数目件为][:：][无零]))))"
)
SHORTEST_WRAP = 20  # characters of a wrapped line; shorter ones are headings
LONGEST_WRAP = 6  # lines
HANDLED = 3  # the rank of requests that are said to be handled, not received


@dataclass(frozen=True, slots=True)
class Prose:
    """What the prose of a report states in numbers."""

    figures: tuple[Figure, ...]
    subjects: tuple[Subject, ...]


class Sentence(NamedTuple):
    """What stands between two full stops, with the line where it begins. means: what is read for the text."""

    line: int
    text: str
    means: str | None = None


class Occurrence(NamedTuple):
    """A statement with its value and where it stands."""

    statement: Statement
    value: float
    quantity: Quantity
    sentence: Sentence


def read_prose(lines: Sequence[tuple[int, str]], year: int | None, kind: str | None = None) -> Prose:
    """One value per measure; none where statements differ and none of them is plainly the whole.

    year: the year reported on; a clause that names another year states that year's. kind: of the unit; what is told of
    a whole county is a county's own, and nobody else's.
    """
    found = list(_found(lines, year, kind))
    subjects = tuple(
        Subject(
            one.statement.label,
            one.value,
            one.quantity.unit,
            one.sentence.text,
            one.sentence.line,
            one.quantity.approximate,
        )
        for one in found
        if one.statement.label
    )
    return Prose(tuple(_figures(found)), subjects)


def _found(lines: Sequence[tuple[int, str]], year: int | None, kind: str | None) -> Iterator[Occurrence]:
    whole: Mention | None = None
    sentences = [*_sentences(lines), *_denied_headings(lines)]
    tell_parts = [*[sentence.text.startswith("其中") for sentence in sentences], False]
    for sentence, (is_parts, has_parts) in zip(sentences, pairwise(tell_parts), strict=True):
        wording, counts = without_plain_counts(sentence.means or sentence.text)
        result = stated(wording, year, kind, whole if is_parts else None, has_parts)
        whole = result.whole
        for statement, quantity in result.statements:
            value = quantity.value if quantity.plain is None else float(counts[quantity.plain])
            yield Occurrence(statement, value, quantity, sentence)


def _sentences(lines: Sequence[tuple[int, str]]) -> Iterator[Sentence]:
    """Those that may state anything. A sentence goes on in the next line where that is how the text was wrapped."""
    unfinished: Sentence | None = None
    last = 0
    for number, text in lines:
        line = text.strip()
        if not unfinished and not STATES.search(line) and not _is_wrapped(line):
            continue  # most lines
        if unfinished and (
            BEGINS.match(line) or not line or number > last + 1 or number - unfinished.line > LONGEST_WRAP
        ):
            if STATES.search(unfinished.text):
                yield unfinished
            unfinished = None
        begins, last = number, number
        parts = [part for part in map(str.strip, ENDS.findall(line)) if part]
        if unfinished and parts:
            begins, parts[0] = unfinished.line, unfinished.text + parts[0]
        wrapped = parts.pop() if parts and _is_wrapped(line) else None
        for part in parts:
            if STATES.search(part):
                yield Sentence(begins, part)
            begins = number
        unfinished = Sentence(begins, wrapped) if wrapped else None
    if unfinished and STATES.search(unfinished.text):
        yield unfinished


def _denied_headings(lines: Sequence[tuple[int, str]]) -> Iterator[Sentence]:
    """四、行政复议、行政诉讼情况, and directly below it or behind its full stop 无, 本年度无此类情况."""
    heading: Sentence | None = None
    for number, text in lines:
        for part in map(str.strip, ENDS.findall(text)):
            if heading and DENIAL.match(part):
                yield Sentence(heading.line, f"{heading.text}。{part}", f"{heading.text.rstrip('。:：')}：无")
            if part:
                heading = Sentence(number, part) if CASES.match(part) else None


def _is_wrapped(line: str) -> bool:
    """Whether its last sentence goes on below. A heading does not, however long it is."""
    if len(line) < SHORTEST_WRAP or line[-1] in COMPLETE:
        return False
    return not BEGINS.match(line) or bool(re.search("[，,。；]", line))


def _figures(found: Sequence[Occurrence]) -> Iterator[Figure]:
    by_measure: dict[str, list[Occurrence]] = {}
    for one in found:
        if one.statement.measure:
            by_measure.setdefault(one.statement.measure, []).append(one)
    if "proactive_total" not in by_measure and (site := _only_channel(by_measure)):
        by_measure["proactive_total"] = [site]
    chosen = {
        measure.code: choice
        for measure in measures()
        if measure.code in by_measure and (choice := _choose(by_measure[measure.code], measure.unit))
    }
    unknown = _unbalanced(chosen)
    for measure in measures():
        if measure.code in chosen and measure.code not in unknown:
            choice = chosen[measure.code]
            yield Figure(
                measure.code,
                choice.value,
                measure.unit,
                choice.sentence.text,
                choice.sentence.line,
                choice.quantity.approximate,
            )


def _choose(several: Sequence[Occurrence], unit: str) -> Occurrence | None:
    """The one value of the plainest statements, or what of them is plainly the whole."""
    if len(several) == 1:
        return several[0]
    several = _of_one_thing(several)
    if not several:
        return None
    best = min(one.statement.rank for one in several)
    plainest = _new([one for one in several if one.statement.rank == best])
    for narrowed in (
        plainest,
        [one for one in plainest if one.quantity.unit == unit],
        [one for one in plainest if not one.statement.part],
        [one for one in plainest if one.statement.total],
    ):
        if narrowed and _are_equal(narrowed):
            return narrowed[0]
    return _sum_of_others(plainest) or _first_if_greatest(plainest)


def _of_one_thing(several: Sequence[Occurrence]) -> Sequence[Occurrence]:
    """Those of a measure in general, or of the one thing that is told of: of 抖音, 视频号 neither is the whole."""
    general = [one for one in several if one.statement.thing is None]
    things = {one.statement.thing for one in several if one.statement.thing or not one.statement.part}
    return general or (several if len(things) == 1 or _are_equal(several) else [])


def _are_equal(several: Sequence[Occurrence]) -> bool:
    """Whether all give one value; 抖音72条，快手72条 side by side are two."""
    values = {one.value for one in several}
    return len(values) == 1 and (values == {0} or not _side_by_side(several))


def _side_by_side(several: Sequence[Occurrence]) -> bool:
    """Whether two of them are counts of one sentence."""
    counts = {(id(one.sentence), one.statement.sign) for one in several}
    return len(counts) > len({sentence for sentence, _ in counts})


def _unbalanced(chosen: dict[str, Occurrence]) -> tuple[str, ...]:
    """Measures that 办理申请80件 leaves unknown where requests were carried over: what was received, what was answered.

    Where as many came in as went out, they are the same.
    """
    received, answered = chosen.get("received"), chosen.get("answered")
    if not received or received.statement.rank < HANDLED or not answered or answered.sentence != received.sentence:
        return ()
    carried = [chosen[code].value if code in chosen else 0 for code in ("carried_in", "carried_out")]
    return ("received", "answered") if carried[0] != carried[1] else ()


def _new(several: list[Occurrence]) -> list[Occurrence]:
    """What came new in the year, where all others may be of more than that: of years before, or carried over."""
    new = [one for one in several if one.statement.added]
    others_of_more = all(one.statement.added or one.statement.of_more for one in several)
    return new if new and others_of_more else several


def _sum_of_others(several: Sequence[Occurrence]) -> Occurrence | None:
    values = [one.value for one in several]
    greatest = max(values)
    return several[values.index(greatest)] if len(values) > 2 and sum(values) == 2 * greatest else None


def _first_if_greatest(several: Sequence[Occurrence]) -> Occurrence | None:
    """What comes later and is less is a part of it, unless it stands beside it in one sentence."""
    first = several[0]
    beside = _side_by_side([one for one in several if one.sentence is first.sentence])
    greatest = max(one.value for one in several)
    return first if first.value == greatest and not beside else None


def _only_channel(by_measure: dict[str, list[Occurrence]]) -> Occurrence | None:
    """Where the website's, or a platform's, is the only count of published information, it is meant as the count."""
    counted = [channel for channel in channels() if channel.code in by_measure]
    if len(counted) != 1 or not counted[0].stands_for_all:
        return None
    if any(one.statement.thing != counted[0].code for one in by_measure.get(PUBLISHED_BY, ())):
        return None
    published = by_measure[counted[0].code]
    proactive = [one for one in published if one.statement.proactive and not one.statement.part]
    only = _choose(proactive or published, counted[0].unit)
    return only if only and not only.statement.part and only.statement.alone else None
