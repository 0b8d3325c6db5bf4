"""What each count of a sentence is said of: its own words, its time, whose it is, whether it is a part.

A sentence is read clause by clause. What a clause leaves open it takes from those before it: that is its context.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from gongkai.transform.prose.clauses import COUNT, Clause, clauses
from gongkai.transform.prose.measures import channels
from gongkai.transform.prose.words import NONE, SOME, alternation, pattern, words
from gongkai.transform.report import UnitKind

YEAR = re.compile(r"(20(?<!\d20)\d\d)年?(?:度|以来|\d{1,2}月)?(?!的?(?:结转|转来))")
QUOTED = re.compile('[“"「][^”"」]{0,20}[”"」]')
FROM_ANOTHER_TIME = re.compile(r"[由从](?:20\d\d年度?|去年|上年度?|上一年度?)的?$")
RATE = re.compile(f"[{SOME}{NONE}]%")
SHARED = re.compile(
    "(?:各(?:类|种|个)?|多(?:个|种|样)?|不同|等(?:多种|各种|多个|多|线上|线下)*)(?:渠道|平台|方式|媒体|形式|途径|载体)"
)
SUBJECTS = ("cases", "fees", "requests", "publication")
WIDER_KINDS = (UnitKind.TOWNSHIP, UnitKind.SUBDISTRICT)


class Mention(NamedTuple):
    """One count, or that there was none, in its words.

    number: which of the sentence's; None where words say that there was none. text: its words, with a mark for the
    count and elided words put back; behind a word of none, all up to what there was none of. own: the same, as printed.
    subject: what it is about. channels: codes of the channels it is said of; shared: that there are others.
    own_time, own_unit: whether it is the report's year's and the unit's own. named: whether its words name that year.
    part: whether it is a part of the count before; refines: of one that is not of 主动公开, as this is.
    """

    number: int | None
    text: str
    own: str
    subject: str | None
    channels: frozenset[str] = frozenset()
    shared: bool = False
    own_time: bool = True
    own_unit: bool = True
    named: bool = False
    part: bool = False
    refines: bool = False


class Context(NamedTuple):
    """What holds at a clause because of those before it."""

    year: int | None
    kind: str | None
    whole: Mention | None = None  # the last count that was no part
    last: Mention | None = None  # the last count
    part: bool = False
    own_time: bool = True
    own_unit: bool = True
    planned: bool = False
    channels: frozenset[str] = frozenset()
    shared: bool = False
    none: bool = False  # the clause before told of none
    before: str = ""  # the words of the clause before, if it has no count
    timed: bool = False  # the clause may have a word of time
    names_channel: bool = False  # the clause names one


def mentions(wording: str, year: int | None, kind: str | None, whole: Mention | None = None) -> tuple[Mention, ...]:
    """All mentions of a sentence that are the year's and the unit's own or not, in its order.

    whole: what the sentence before counted last, of which a sentence that begins with 其中 tells the parts.
    """
    if not _tells(wording):
        return ()
    context = Context(year, kind, whole, whole)
    before: tuple[Context, Clause, list[Mention]] | None = None
    found: list[Mention] = []
    for clause in clauses(wording):
        if before:
            context = _left(*before)
        entered = _entered(context, clause)
        told = [*_counted(clause, entered), *_none(clause, entered)]
        found += told
        before = None if clause.note else (entered, clause, told)  # what stands in brackets is over where they close
    return tuple(_without_totals_over_years(found))


def _tells(text: str) -> bool:
    """Whether there is a count or a word of none in a text."""
    return bool(COUNT.search(text) or words("negation", "no").search(text))


def _entered(context: Context, clause: Clause) -> Context:
    """The context with what the clause itself says of its time, whose it is, and whether it is a part."""
    text = clause.text
    named = named_channels(text)
    carried, shared = context.channels, context.shared
    if named or words("clauses", "whole").match(text) or (clause.opens and not context.part):
        carried, shared = named, False
    return Context(
        year=context.year,
        kind=context.kind,
        whole=context.whole,
        last=context.whole if clause.opens and context.part and context.whole else context.last,
        part=_is_part(context, clause),
        own_time=context.own_time or clause.opens,
        own_unit=_is_own_unit(context, clause),
        planned=_is_planned(context, clause),
        channels=carried,
        shared=shared or bool(SHARED.search(text)),
        none=context.none,
        before=context.before,
        timed=bool(words("periods", "any").search(text)),
        names_channel=bool(named),
    )


def _is_planned(context: Context, clause: Clause) -> bool:
    """A plan goes on to the end of its sentence, or to what names the year itself."""
    if words("periods", "plan").search(clause.text):
        return True
    return context.planned and not clause.opens and not words("periods", "own").search(clause.text)


def _is_part(context: Context, clause: Clause) -> bool:
    if clause.note or "其中" in clause.text or words("clauses", "parts").match(clause.text):
        return context.last is not None or not clause.note
    case = words("subjects", "cases").search(clause.text) if clause.opens and context.part else None
    if case and context.whole and case[0] not in context.whole.text:
        return False
    return context.part and not (
        words("clauses", "own_unit").match(clause.text) or words("clauses", "whole").match(clause.text)
    )


def _is_own_unit(context: Context, clause: Clause) -> bool:
    """False for what is told of all units of a county; a county's own report is the sum of it."""
    if not words("scopes", "any").search(clause.text):
        return context.own_unit or clause.opens
    names_county = _names_county(context, clause.text)
    if not names_county and words("clauses", "own_unit").match(clause.text):
        return True
    is_wider = names_county or words("scopes", "begins_wider").match(clause.text)
    is_wider = is_wider or words("scopes", "wider").search(clause.text)
    return (context.own_unit or clause.opens) and not is_wider


def _names_county(context: Context, text: str) -> bool:
    return context.kind in WIDER_KINDS and bool(words("scopes", "begins_wider_to_a_township").match(text))


def _left(context: Context, clause: Clause, told: list[Mention]) -> Context:
    """The context for the next clause."""
    counts = [mention for mention in told if mention.number is not None and not RATE.search(mention.own)]
    wholes = [mention for mention in counts if not mention.part]
    return Context(
        year=context.year,
        kind=context.kind,
        whole=wholes[-1] if wholes else context.whole,
        last=counts[-1] if counts else context.last,
        part=context.part,
        own_time=_time_behind(clause.text, context),
        own_unit=context.own_unit,
        planned=context.planned,
        channels=context.channels,
        shared=context.shared,
        none=clause.text.endswith("情况") and any(mention.number is None for mention in told),
        before="" if counts else clause.text,
    )


def _counted(clause: Clause, context: Context) -> Iterator[Mention]:
    """A mention for each count; where 各 stands before it, or it is nought, for each thing that is listed there."""
    starts = [match.start() for match in COUNT.finditer(clause.text)]
    begin = 0
    for number, start, end in zip(clause.counts, starts, [*starts, len(clause.text)][1:], strict=True):
        own, behind = clause.text[begin:start], clause.text[start:end]
        begin = start + 1 + _measure_word_length(behind[1:])
        if end < len(clause.text):  # what stands between two counts is said of the second
            behind = clause.text[start:begin]
        if words("negation", "no").search(own) or (context.planned and behind[0] == SOME):
            continue
        if words("counts", "counted_as").search(own):
            continue
        mention = _mention(number, own, behind, clause.text[:start], context)
        yield mention
        context = context._replace(last=mention)
        if behind[0] == NONE:
            yield from (mention._replace(text=listed, own=listed, subject=_subject(listed)) for listed in _listed(own))
        elif own.endswith("各"):
            for listed in _listed(own.removesuffix("各")):
                yield mention._replace(text=listed + behind, own=listed + behind, subject=_subject(listed))


def _measure_word_length(behind: str) -> int:
    match = words("counts", "units").match(behind)
    return match.end() if match else 0


def _mention(number: int, own: str, behind: str, before: str, context: Context) -> Mention:
    text = _completed(own, behind, context.last) + behind
    own_time, named = _time(before, context)
    named_here = named_channels(own) if context.names_channel else frozenset()
    subject = _subject(text) or _inherited(context, bool(named_here))
    whole = context.whole
    taken_apart = whole or context.last
    part = context.part and (taken_apart is None or _is_of(subject, taken_apart, context))
    return Mention(
        number,
        text,
        own + behind,
        subject,
        named_here or context.channels,
        context.shared,
        own_time,
        context.own_unit,
        named,
        part,
        part and "主动公开" in own and taken_apart is not None and "主动公开" not in taken_apart.text,
    )


def _inherited(context: Context, names_channel: bool) -> str | None:
    """The subject of the count before; of the first one, what a channel or the clause before announces."""
    if context.last:
        return context.last.subject
    return "publication" if names_channel or words("clauses", "announces").search(context.before) else None


def _is_of(subject: str | None, whole: Mention, context: Context) -> bool:
    """Whether a part is one of that whole: of the same subject, and not our own share of what is told of a county."""
    return subject == whole.subject and not (context.own_unit and not whole.own_unit)


def _completed(own: str, behind: str, last: Mention | None) -> str:
    """The words before a count, with those put back that the count before shares with it: 收到申请5件，办结4件."""
    verb, noun = _verb_and_object(own)
    if (
        last is None
        or words("clauses", "whole").match(own)
        or (_content(noun) and not words("elided", "marks").search(own))
        or _content(behind[1 + _measure_word_length(behind[1:]) :])
    ):
        return own
    last_verb, last_object = _verb_and_object(COUNT.split(last.text)[0])
    if words("elided", "marks").search(own):
        return own + last_object if words("elided", "documents").search(last_object) else own
    if verb:
        return own + last_object if _content(last_object) else own
    return _content(own) + last_verb + last_object


def _verb_and_object(text: str) -> tuple[str, str]:
    """(the last verb, what stands behind it); without a verb ("", the text)."""
    found = list(words("elided", "verbs").finditer(text))
    text_behind = text[found[-1].end() :] if found else text
    return found[-1][0] if found else "", FROM_ANOTHER_TIME.sub("", text_behind)


def _content(text: str) -> str:
    """What is left of words that say nothing of what is counted."""
    return words("elided", "light").sub("", text)


def _subject(text: str) -> str | None:
    return next((subject for subject in SUBJECTS if words("subjects", subject).search(text)), None)


def named_channels(text: str) -> frozenset[str]:
    """Codes of the channels that a text names, but not in a name in quotation marks, unless there is no other."""
    return (_named(QUOTED.sub("", text)) or _named(text)) if _any_channel().search(text) else frozenset()


@cache
def _any_channel() -> re.Pattern[str]:
    names = [name.pattern for measure in channels() for name in (measure.names, measure.names_otherwise) if name]
    return re.compile("|".join(names))


def _named(text: str) -> frozenset[str]:
    named = [measure.code for measure in channels() if measure.names and measure.names.search(text)]
    return frozenset(
        named
        or [measure.code for measure in channels() if measure.names_otherwise and measure.names_otherwise.search(text)]
    )


def _time(text: str, context: Context) -> tuple[bool, bool]:
    """(whether what stands behind a text is the report's year's own, whether the text names that year)."""
    if not context.timed:
        return context.own_time, False
    if words("periods", "difference").search(text):
        return False, False
    changes = list(words("periods", "change_to").finditer(text))
    if changes:
        text = text[changes[-1].end() :]
    _, is_own = max(_signals(text, context.year), default=(0, None))
    if is_own is None:
        return bool(changes) or context.own_time, False
    return is_own, is_own and not words("periods", "closing").search(text)


def _time_behind(text: str, context: Context) -> bool:
    """Whether the next clause is of the report's year, too: what this one is compared with does not count."""
    if not context.timed or words("periods", "comparison").search(text):
        return context.own_time
    return _time(text, context)[0]


def _signals(text: str, year: int | None) -> Iterator[tuple[int, bool]]:
    """(where it ends, whether it means the report's year) of each word of time; a verb's object tells nothing."""
    if "20" in text:
        verb = words("elided", "verbs")
        for match in YEAR.finditer(text):
            if verb.search(text, match.end()) or not verb.search(text):
                yield match.end(), int(match[1]) == year
    for match in words("periods", "own").finditer(text):
        yield match.end(), True
    for match in words("periods", "other").finditer(text):
        yield match.end() + 1, False
    if "月" in text or "年" in text:
        for match in words("periods", "other_spans").finditer(text):
            yield match.end() + 1, False


def _none(clause: Clause, context: Context) -> Iterator[Mention]:
    """A mention for each thing that there was none of. How cases ended tells nothing of how many there were."""
    text = clause.text
    match = words("negation", "no").search(text)
    if not match and context.none and text.endswith("的情况"):
        begin = 0
    elif match:
        begin = match.start()
    else:
        return
    if COUNT.search(text) or words("negation", "outcome").search(text, begin):
        return
    own_time, named = _time(text[:begin], context)
    for listed in _listed(text):
        if len(listed) > begin:
            yield Mention(None, listed, listed, _subject(listed), frozenset(), False, own_time, context.own_unit, named)


def _listed(text: str) -> Iterator[str]:
    """The text up to the end of each thing that it lists, without nouns that say nothing: 复议、诉讼案件 -> both."""
    ends = [match.start() for match in words("negation", "joins").finditer(text)]
    for end in (*ends, len(text)):
        yield _empty().sub("", text[:end])


@cache
def _empty() -> re.Pattern[str]:
    return pattern(f"{alternation('negation', 'empty')}+$")


def _without_totals_over_years(found: list[Mention]) -> Iterator[Mention]:
    """A part that names the year, or what was added in it, is the year's own; what it is a part of is over years."""
    if not any(mention.named for mention in found):
        yield from found
        return
    for index, mention in enumerate(found):
        later = next((other for other in found[index + 1 :] if other.number is not None), None)
        is_added = later and (later.part or "新增" in later.own or "累计" in mention.own)
        if later and is_added and later.named and not mention.part and not mention.named:
            mention = mention._replace(own_time=False)
        before = next((other for other in reversed(found[:index]) if not other.part and other.number is not None), None)
        if mention.part and mention.named and before and not before.named:
            mention = mention._replace(part=False)
        yield mention
