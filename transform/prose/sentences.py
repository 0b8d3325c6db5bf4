"""Lines to sentences: those that were wrapped are joined, each keeps the line where it begins."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

ENDS = re.compile(r"[^。！!\n]+")
# How a line ends that does not break off in a sentence, and what no sentence goes on with.
COMPLETE = frozenset("。；;！!：:？?.、）)")
BEGINS = re.compile(r"^[（(]?[一二三四五六七八九十\d]{1,2}[、.．)）]|^第[一二三]")
# A sentence worth a look: it counts something, or tells that there was none of what is counted here.
STATES = re.compile("[0-9０-９零一二两三四五六七八九十百千未没无不]")
UNIT = "[%％条件份篇期次项宗起例场名人元部个处则批家封万千申]"
COUNTS = re.compile(
    rf"[0-9０-９](?:[余多来①-⑳¹²³₀-₉➀-➓*\s]*(?:{UNIT}|[。，,；;）)新微])|$)|[一二两三四五六七八九十百千万][余多]?{UNIT}|[况量数目件为][:：]?[无零]"
)
NONE_OF = re.compile(
    "[未没无不零](?:(?<=不)(?:存在|涉及)|(?<!不)(?=.*(?:申请|请求|要求|复议|诉讼|费|追究|追责|问责|培训|提案|规范性文件|解读|咨询|投诉|发布会|结转|不予)))"
)
SHORTEST_WRAP = 20  # characters of a wrapped line; shorter ones are headings
LONGEST_WRAP = 6  # lines


class Sentence(NamedTuple):
    """What stands between two full stops, with the line where it begins."""

    line: int
    text: str


def sentences(lines: Sequence[tuple[int, str]]) -> Iterator[Sentence]:
    """A sentence goes on in the next line where that is how the text was wrapped."""
    unfinished: Sentence | None = None
    last = 0
    for number, text in lines:
        line = text.strip()
        if not unfinished and line[-1:] in COMPLETE and not STATES.search(line):
            continue
        if unfinished and (
            BEGINS.match(line) or not line or number > last + 1 or number - unfinished.line > LONGEST_WRAP
        ):
            yield unfinished
            unfinished = None
        parts = [part.strip() for part in ENDS.findall(line) if part.strip()]
        if unfinished and parts:
            parts[0] = unfinished.text + parts[0]
        last = number
        first, unfinished = unfinished.line if unfinished else number, None
        for index, part in enumerate(parts):
            sentence = Sentence(number if index else first, part)
            if index == len(parts) - 1 and _is_wrapped(line):
                unfinished = sentence
            else:
                yield sentence
    if unfinished:
        yield unfinished


def may_state(sentence: str) -> bool:
    """Whether a sentence may state anything: most do not, and need not be read."""
    return bool(COUNTS.search(sentence) or NONE_OF.search(sentence))


def _is_wrapped(line: str) -> bool:
    """Whether its last sentence goes on below. A heading does not, however long it is."""
    if len(line) < SHORTEST_WRAP or line[-1] in COMPLETE:
        return False
    return not BEGINS.match(line) or bool(re.search("[，,。；]", line))
