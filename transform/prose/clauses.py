"""A wording to clauses: at commas and semicolons, at 、 behind a count, at brackets."""

import re
from typing import NamedTuple

from gongkai.transform.prose.words import NONE, SOME

COUNT = re.compile(f"[{SOME}{NONE}]")
# Not the comma or colon before a count that has no words behind it: 财政信息，1条; 数量：40条.
COMMA = rf"(?<=[,:])(?![{SOME}{NONE}][^,;:]{{0,2}}(?:[,;]|$))"
# The 、 of 网站150条、微信50条, and the point of a list 1.
LISTED = "|".join(rf"(?<=[{SOME}{NONE}]{'.' * length}、)" for length in range(4))
# That of 无复议、无诉讼.
DENIED = "(?<=、)无(?=行政|复议|诉讼|申请|依申请|政府信息|举报|投诉)"
CLAUSE_END = re.compile(rf"[;.,:、](?:(?<=;)|(?<=[一-龥]\.)(?!\d)|{COMMA}|{LISTED}|(?={DENIED}))")
MEMBER_ENDS = ";."
NOTE = re.compile(r"\(([^()]*)\)")


class Clause(NamedTuple):
    """A stretch of a sentence. note: whether it stood in brackets.

    opens: whether it begins the sentence or stands behind a semicolon.
    """

    text: str
    note: bool
    opens: bool


def clauses(wording: str) -> list[Clause]:
    """In the order of the text; a note in brackets that holds counts follows the clause that it stands in."""
    main, notes = _without_notes(wording)
    found = []
    begin, opens = 0, True
    for end in [*[match.start() for match in CLAUSE_END.finditer(main)], len(main)]:
        text = main[begin:end].strip(",:;、.")
        if text:
            found.append(Clause(text, False, opens))
            opens = main[end : end + 1] in MEMBER_ENDS
        while notes and notes[0][0] <= end:
            found += _of_note(notes.pop(0)[1])
        begin = end
    return found


def _without_notes(wording: str) -> tuple[str, list[tuple[int, str]]]:
    """(the text without notes; of each note that has counts where it stood in that, and its text)."""
    if "(" not in wording:  # most
        return wording, []
    main, *rest = NOTE.split(wording)
    notes = []
    for note, text in zip(rest[::2], rest[1::2], strict=True):
        if COUNT.search(note):
            notes.append((len(main), note))
        main += text
    return main, notes


def _of_note(text: str) -> list[Clause]:
    return [Clause(part, True, False) for part in CLAUSE_END.split(text) if COUNT.search(part)]
