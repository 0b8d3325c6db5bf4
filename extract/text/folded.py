"""Lines that a program cut at one width, wherever that fell, put together again: `fold`, a terminal, a mail.

That all lines were cut at one width, two things show: several are as long as the longest, counted in characters or in
columns of the screen, and words that are known, or rows of a table, go on from the end of one of them at the beginning
of the next. What was cut within a figure is no figure any more: nobody can know whether 12 and 3 were one.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from itertools import pairwise
from typing import NamedTuple

FEWEST = 2  # lines as long as the longest, and that go on
NARROWEST, WIDEST = 12, 250  # of a page's or screen's lines
WIDE = re.compile(
    "[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]+"
)
AT_END, AT_BEGIN = re.compile("[\u3400-\u9fff]+$"), re.compile("^[\u3400-\u9fff]+")
LONGEST = 40  # characters of a word
PROSE = re.compile(
    "[\u3400-\u9fff][，。；、\u3400-\u9fff]*[，。；][，。；、\u3400-\u9fff]*[\u3400-\u9fff]\n[\u3400-\u9fff]{2}"
)
ROW = re.compile(r"(?=.*\d).*[\u3400-\u9fff].*[|\t,;，；]")  # a label, a figure, and what parts cells
MOST_OTHERS = 3  # times as many go on in full lines as in shorter ones
REST = re.compile(r"^[\d|\t,;，； ][^\u3400-\u9fff]*$")  # of a row: no label
# The beginning of a line: where such stand below full lines, these were cut off, and do not go on.
NUMBERED = re.compile(r"^[\s|]*(?:[（(]?[一二三四五六七八九十]{1,2}[、）)]|\d{1,2}[.、．]\D)")
IN_TAG, FIGURES = re.compile(r"</?[a-z]*\n[a-z]*>"), re.compile(r"^(?=.*\d)(?=.*[|\t,;，；])[\d|,;，； \t]+$")
RUN_AT_END, RUN_AT_BEGIN = re.compile(r"\S*$"), re.compile(r"^\S*")
CUT = "⏎"  # stands in a figure where the line was cut
IN_FIGURE = re.compile(r"\d[\d.]|[.+-]\d")
SIGNS = "\t|,;，；"
FEWEST_LIKE = 5  # rows with as many signs
# A figure, and a word directly behind it or before it, are of two lines: something parts them within a row.
END_OF_ROW = re.compile("\\d\n[\u3400-\u9fff（(]|[\u3400-\u9fff]\n\\d|\\d\n\\d{1,2}[.、．][^\\d]")


class Unfolded(NamedTuple):
    """text: with the lines whole. numbers: of the line of the text before that each begins in, from 1."""

    text: str
    numbers: Sequence[int]


def unfolded(text: str, words: Set[str]) -> Unfolded | None:
    """The text with its lines whole; None where nothing shows that they were cut. words: some that it may hold.

    Where lines were broken between words, as far as they could be, only words that are longer than a line were cut.
    """
    lines = text.split("\n")
    lengths = list(map(len, lines))
    if not NARROWEST <= max(lengths) <= WIDEST:
        return None
    cuts = [_Cut.of(lines, lengths, measure, words) for measure in (len, _screen)]
    cut = max(cuts, key=lambda one: len(one.going_on))
    return (
        _joined(lines, cut.ends if len(cut.going_on - cut.in_long) >= FEWEST else cut.in_long) if cut.is_told else None
    )


class _Cut(NamedTuple):
    """Lines as they may have been cut. ends: the full ones. in_long: of these, such as end within a word that is longer
    than a line. going_on: such as are seen to go on. is_told: whether that is shown."""

    ends: Set[int]
    in_long: Set[int]
    going_on: Set[int]
    is_told: bool

    @classmethod
    def of(cls, lines: Sequence[str], lengths: Sequence[int], measure: Callable[[str], int], words: Set[str]) -> "_Cut":
        widest, ends = _full(lines, lengths, measure)
        if len(ends) < FEWEST:
            return cls(set(), set(), set(), False)
        in_long = {at for at in ends if measure(_run(lines, at)) > widest}
        going_on = {at for at in ends if _goes_on(lines[at], lines[at + 1], words)}
        if sum(lines[at].endswith(" ") for at in ends) * 2 <= len(ends):  # else they were filled up with blanks
            going_on |= _rows_going_on(lines, ends)
        begin = sum(NUMBERED.match(lines[at + 1]) is not None for at in ends)
        told = len(going_on) > begin
        going_on |= {at for at in ends if PROSE.search(f"{lines[at][-LONGEST:]}\n{lines[at + 1][:2]}")}
        return cls(set(ends), in_long, going_on, told and len(going_on) >= FEWEST)


def _run(lines: Sequence[str], at: int) -> str:
    """What stands between two blanks, if the line goes on in the next."""
    before, behind = RUN_AT_END.search(lines[at]), RUN_AT_BEGIN.search(lines[at + 1])
    return (before[0] if before else "") + (behind[0] if behind else "")


def _rows_going_on(lines: Sequence[str], ends: Sequence[int]) -> Set[int]:
    """The full lines that go on as rows; nothing where shorter lines do, too."""
    full = {at for at in ends if _row_goes_on(lines[at], lines[at + 1])}
    if not full:  # as mostly
        return set()
    all_rows = sum(_row_goes_on(*pair) for pair in pairwise(lines))
    return full if all_rows > MOST_OTHERS * (all_rows - len(full)) else set()


def _row_goes_on(line: str, below: str) -> bool:
    """Whether figures go on in the next line, or a row with a label, and no frame is drawn around both."""
    if FIGURES.match(line) and FIGURES.match(below):
        return True
    return bool(ROW.search(line) and REST.match(below)) and not (line.endswith("|") and below.startswith("|"))


def _full(lines: Sequence[str], lengths: Sequence[int], measure: Callable[[str], int]) -> tuple[int, list[int]]:
    """The width of the widest line, and the lines that are as wide. On a screen, a line is full, too, that has room for
    one column only before a character of two."""
    longest = lines[lengths.index(max(lengths))]
    # (No line is more than twice as wide as it is long: most cannot be full, and need not be measured.)
    least = (measure(longest) - 1) / 2 if measure is _screen else len(longest)
    long = [at for at, length in enumerate(lengths) if length >= least]
    if len(long) < FEWEST:
        return len(longest), []
    widths = {at: measure(lines[at]) for at in long}
    widest = max(widths.values())
    behind = [(at, width, lines[at + 1]) for at, width in widths.items() if at + 1 < len(lines) and lines[at + 1]]
    has_room = widest - 1 if measure is _screen else None
    return widest, [at for at, width, below in behind if width == widest or (width == has_room and WIDE.match(below))]


def _screen(text: str) -> int:
    """Columns of the screen."""
    return 2 * len(text) - len(WIDE.sub("", text))


def _goes_on(line: str, below: str, words: Set[str]) -> bool:
    """Whether a word that is known, or the name of a tag, goes on in the next line."""
    if IN_TAG.search(f"{line[-LONGEST:]}\n{below[:LONGEST]}"):
        return True
    end, begin = AT_END.search(line), AT_BEGIN.search(below)
    if end is None or begin is None:
        return False
    before, behind = end[0][-LONGEST:], begin[0][:LONGEST]
    both = before + behind
    at = len(before)
    return any(
        both[begin:stop] in words for begin in range(at) for stop in range(at + 1, min(len(both), begin + LONGEST) + 1)
    )


def _joined(lines: Sequence[str], full: Iterable[int]) -> Unfolded:
    goes_on = set(full)
    pieces: list[list[tuple[int, str]]] = []
    for at, line in enumerate(lines):
        if at - 1 in goes_on and not END_OF_ROW.search(f"{lines[at - 1][-1:]}\n{line[:4]}"):
            pieces[-1].append((at, line))
        else:
            pieces.append([(at, line)])
    whole = [row for joined in _by_signs(pieces) for row in joined]
    return Unfolded("\n".join([_as_one([text for _, text in row]) for row in whole]), [row[0][0] + 1 for row in whole])


Pieces = list[tuple[int, str]]  # of a line, with their indices


def _by_signs(rows: Sequence[Pieces]) -> Iterator[Sequence[Pieces]]:
    """The rows. Two are parted of which the first just fills its lines: they have twice as many signs as all others."""
    text = ["".join([piece for _, piece in row]) for row in rows]
    sign = max(SIGNS, key="".join(text).count)
    counted = Counter([count for line in text if (count := line.count(sign)) > 1])
    usual, like = counted.most_common(1)[0] if counted else (0, 0)
    for row, line in zip(rows, text, strict=True):
        two = like >= FEWEST_LIKE and line.count(sign) == 2 * usual
        at = _end_of_first(row, sign, usual) if two else None
        yield [row[:at], row[at:]] if at else [row]


def _end_of_first(row: Pieces, sign: str, usual: int) -> int | None:
    signs = 0
    for at, (_, piece) in enumerate(row):
        if signs == usual and (NUMBERED.match(piece) or not piece[:1].isdigit()):
            return at
        signs += piece.count(sign)
    return None


def _as_one(pieces: Sequence[str]) -> str:
    whole = pieces[0]
    for piece in pieces[1:]:
        whole += (CUT if IN_FIGURE.match(whole[-1:] + piece[:1]) else "") + piece
    return whole
