"""A wording to clauses: at commas and semicolons, at 、 behind a count, at brackets."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from gongkai.transform.prose.words import NONE, SOME

COUNT = re.compile(f"[{SOME}{NONE}]")
# Not the comma or colon before a count that has no words behind it: 财政信息，1条; 数量：40条.
COMMA = rf"[,:](?![{SOME}{NONE}][^,;:]{{0,2}}(?:[,;]|$))"
# The 、 of 网站150条、微信50条, and the point of a list 1.
LISTED = "|".join(rf"(?<=[{SOME}{NONE}]{'.' * length})、" for length in range(4))
CLAUSE_END = re.compile(rf"(?=[;.,:、])(?:(?P<member>;|(?<=[一-龥])\.(?!\d))|{COMMA}|{LISTED})")
NOTE = re.compile(r"\(([^()]*)\)")


class Clause(NamedTuple):
    """A stretch of a sentence. counts: which counts of the sentence stand in it, in order.

    note: whether it stood in brackets. opens: whether it begins the sentence or stands behind a semicolon.
    """

    text: str
    counts: tuple[int, ...]
    note: bool = False
    opens: bool = False


class Note(NamedTuple):
    """What stands in brackets. at: where it stood in the text without notes. numbers: which counts stand in it."""

    at: int
    text: str
    numbers: list[int]


def clauses(wording: str) -> Iterator[Clause]:
    """In the order of the text; a note in brackets that holds counts follows the clause that it stands in."""
    main, notes, numbers = _without_notes(wording)
    begin, opens = 0, True
    for end, ends_member in [
        *((match.start(), bool(match["member"])) for match in CLAUSE_END.finditer(main)),
        (len(main), True),
    ]:
        text = main[begin:end].strip(",:;、.")
        if text:
            yield Clause(text, _taken(numbers, text), opens=opens)
            opens = ends_member
        for note in notes:
            if begin <= note.at <= end:
                yield from _of_note(note.text, note.numbers)
        notes = [note for note in notes if note.at > end]
        begin = end


def _without_notes(wording: str) -> tuple[str, list[Note], list[int]]:
    """(the text without notes; each note that has counts; which counts stand outside)."""
    main, done, number = "", 0, 0
    notes: list[Note] = []
    numbers: list[int] = []
    for match in NOTE.finditer(wording):
        outside = wording[done : match.start()]
        numbers += range(number, number := number + len(COUNT.findall(outside)))
        main, done = main + outside, match.end()
        inside = len(COUNT.findall(match[1]))
        if inside:
            notes.append(Note(len(main), match[1], list(range(number, number + inside))))
        number += inside
    numbers += range(number, number + len(COUNT.findall(wording[done:])))
    return main + wording[done:], notes, numbers


def _of_note(text: str, numbers: list[int]) -> Iterator[Clause]:
    for part in CLAUSE_END.split(text):
        if part and COUNT.search(part):
            yield Clause(part, _taken(numbers, part), note=True)


def _taken(numbers: list[int], text: str) -> tuple[int, ...]:
    """The next of the numbers, one for each count of a text; they are taken out."""
    size = len(COUNT.findall(text))
    taken = tuple(numbers[:size])
    del numbers[:size]
    return taken
