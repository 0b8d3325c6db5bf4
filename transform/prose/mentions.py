"""What each count of a sentence is said of: its own words, its time, whose it is, whether it is a part.

A sentence is read clause by clause. What a clause leaves open it takes from those before it: that is its context.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from gongkai.transform.prose.channel_names import any_channel, named_channels
from gongkai.transform.prose.clauses import COUNT, Clause
from gongkai.transform.prose.measures import measures
from gongkai.transform.prose.periods import TIME, time_of
from gongkai.transform.prose.quantities import UNIT
from gongkai.transform.prose.words import NONE, SOME, VERB, alternation, listed, pattern, words
from gongkai.transform.report import UnitKind

FROM_ANOTHER_TIME = re.compile(r"[由从](?:20\d\d年度?|去年|上年度?|上一年度?)的?$")
RATE = re.compile(f"[{SOME}{NONE}]%")
SHARED = re.compile(
    f"(?:各(?:类|种|个)?|多(?:个|种|样)?|不同|[{SOME}][个种大](?:网站|新媒体|公开)*|等(?:多种|各种|多个|多|线上|线下)*)(?:渠道|平台|方式|媒体|形式|途径|载体)"
    "|为主要?的?(?:公开|发布)?(?:渠道|平台|方式|媒体|形式|途径|载体|阵地)"
)
FIRST_NONE = NONE[0]
WIDER_KINDS = (UnitKind.TOWNSHIP, UnitKind.SUBDISTRICT)

COUNTED_AS = words("counts", "counted_as")
SUBJECTS = [(subject, words("subjects", subject)) for subject in ("cases", "fees", "requests", "publication")]
CASE = words("subjects", "cases")
PARTS, WHOLE, ANNOUNCES = (words("clauses", name) for name in ("parts", "whole", "announces"))
OWN_UNIT, OTHER_SUBJECT, SUMS_UP = (words("clauses", name) for name in ("own_unit", "other_subject", "sums_up"))
LEADS, PUBLISH = words("channels", "leads"), words("elided", "verbs")
ADDED, CARRIED, COMPARISON = (words("periods", name) for name in ("added", "carried", "comparison"))
PLAN, OWN_TIME = words("periods", "plan"), words("periods", "own")
ANY_SCOPE, WIDER, BEGINS_WIDER = (words("scopes", name) for name in ("any", "wider", "begins_wider"))
BEGINS_WIDER_TO_A_TOWNSHIP = words("scopes", "begins_wider_to_a_township")
NO, OUTCOME, JOINS = (words("negation", name) for name in ("no", "outcome", "joins"))
EMPTY = pattern(f"{alternation('negation', 'empty')}+$")
LIGHT, MARKS, DOCUMENTS = (words("elided", name) for name in ("light", "marks", "documents"))
# A clause without any of these tells of no count.
TELLS = re.compile(f"[{SOME}{NONE}未没无不零]|的情况$")


class Mention(NamedTuple):
    """One count, or that there was none, in its words.

    sign: of the count; None where words say that there was none. text: its words, with the sign, and elided words put
    back; behind a word of none, all up to what there was none of. own: the same, as printed.
    subject: what it is about. channels: codes of the channels it is said of; shared: that there are others.
    own_time, own_unit: whether it is the report's year's and the unit's own. named: whether its words name that year.
    part: whether it is a part of the count before; refines: of one that is of more than this measure's.
    carries: whether requests of the year before are a part of it.
    """

    sign: str | None
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
    carries: bool = False


@dataclass(slots=True)
class Context:
    """What holds at a clause because of those before it, and of itself."""

    year: int | None
    kind: str | None
    whole: Mention | None  # the last count that was no part
    last: Mention | None  # the last count of the clauses before
    latest: Mention | None = None  # the last count, of this clause or those before
    part: bool = False
    own_time: bool = True
    own_unit: bool = True
    planned: bool = False
    channels: frozenset[str] = frozenset()
    shared: bool = False
    reaching: frozenset[str] = frozenset()  # the channels of the clauses before
    leads: bool = False  # the clause before names the channel of what follows
    sums_up: bool = False  # the clause counts what the one before tells of without a count
    timed: bool = False  # the clause may have a word of time
    names_channel: bool = False  # the clause names one
    before: str = ""  # the clause before
    none: bool = False  # it told of none


def may_state(parts: Sequence[Clause]) -> bool:
    """Whether a clause of a sentence that counts, or tells of none, has a word of what is counted here."""
    topic = any_topic()
    before = ""
    for clause in parts:
        if TELLS.search(clause.text) and (topic.search(clause.text) or ANNOUNCES.search(before)):
            return True
        if not clause.note:
            before = clause.text
    return False


@cache
def any_topic() -> re.Pattern[str]:
    """A word of a subject, the name of a channel, or what a measure of any subject is about: for some, any text."""
    of_any = [measure for measure in measures() if measure.none or not measure.subject]
    about = {word for measure in of_any for word in measure.about or ("",)}
    said = [word for subject, _ in SUBJECTS for word in listed("subjects", subject)]
    return re.compile("|".join([*sorted(about), *said, any_channel().pattern]))


def mentions(parts: list[Clause], year: int | None, kind: str | None, whole: Mention | None = None) -> list[Mention]:
    """All mentions of a sentence that are the year's and the unit's own or not, in its order.

    whole: what the sentence before counted last, of which a sentence that begins with 其中 tells the parts.
    """
    while parts and not TELLS.search(parts[-1].text):
        parts.pop()
    context = Context(year, kind, whole, whole)
    found: list[Mention] = []
    for clause in parts:
        entered = replace(context) if clause.note else context  # what stands in brackets is over where they close
        _enter(entered, clause)
        told = _counted(clause, entered) if COUNT.search(clause.text) else _none(clause, entered)
        found += told
        _leave(entered, clause, told)
    return _with_what_they_carry(_without_totals_over_years(found))


def _enter(context: Context, clause: Clause) -> None:
    """Add what the clause itself says of its time, whose it is, and whether it is a part."""
    text = clause.text
    context.own_time = clause.opens or _time_behind(context)
    named = named_channels(text)
    context.sums_up = bool(SUMS_UP.match(text)) and not COUNT.search(context.before)
    if (context.channels or context.shared) and _is_out_of_reach(context, clause):
        context.channels, context.shared = frozenset(), False
    context.reaching = context.channels
    if named:
        context.channels, context.shared = named, False
    context.shared = context.shared or bool(SHARED.search(text)) or (bool(named) and _names_others(text))
    if clause.opens and context.part and context.whole:
        context.last = context.whole
    context.latest = context.last
    context.part = _is_part(context, clause)
    context.own_unit = _is_own_unit(context, clause)
    context.planned = _is_planned(context, clause)
    context.timed = bool(TIME.search(text))
    context.names_channel = bool(named)


def _is_out_of_reach(context: Context, clause: Clause) -> bool:
    """Whether the channels of the clauses before are not those of a clause that names none."""
    if clause.opens:
        return not context.part
    if context.sums_up and PUBLISH.search(context.before):
        return False
    if WHOLE.match(clause.text):
        return not context.leads
    return bool(COUNT.search(context.before) and OTHER_SUBJECT.match(clause.text))


def _names_others(text: str) -> bool:
    """公示栏等公开: by that channel and others."""
    return "等" in text and bool(_and_others().search(text))


@cache
def _and_others() -> re.Pattern[str]:
    return re.compile(f"(?:{any_channel().pattern})等(?:及时|主动|对外|向社会|广泛|全面|持续)*(?:公开|公布|发布)")


def _is_planned(context: Context, clause: Clause) -> bool:
    """A plan goes on to the end of its sentence, or to what names the year itself."""
    if PLAN.search(clause.text):
        return True
    return context.planned and not clause.opens and not OWN_TIME.search(clause.text)


def _is_part(context: Context, clause: Clause) -> bool:
    if clause.note or "其中" in clause.text or PARTS.match(clause.text):
        return context.last is not None or not clause.note
    if not context.part:
        return False
    if context.sums_up:
        return True
    case = CASE.search(clause.text) if clause.opens else None
    if case and context.whole and case[0] not in context.whole.text:
        return False
    return not (OWN_UNIT.match(clause.text) or WHOLE.match(clause.text))


def _is_own_unit(context: Context, clause: Clause) -> bool:
    """False for what is told of all units of a county; a county's own report is the sum of it."""
    text = clause.text
    if not ANY_SCOPE.search(text):
        return context.own_unit or clause.opens
    names_county = context.kind in WIDER_KINDS and BEGINS_WIDER_TO_A_TOWNSHIP.match(text)
    if not names_county and OWN_UNIT.match(text):
        return True
    is_wider = names_county or BEGINS_WIDER.match(text) or WIDER.search(text)
    return (context.own_unit or clause.opens) and not is_wider


def _leave(context: Context, clause: Clause, told: Sequence[Mention]) -> None:
    """Keep for the next clause what was told in this one."""
    for mention in told:
        if mention.sign and not RATE.search(mention.own):
            context.last = mention
            if not (mention.part or (context.part and mention.subject == "cases")):
                context.whole = mention
    context.none = clause.text.endswith("情况") and any(mention.sign is None for mention in told)
    context.before = clause.text
    context.leads = context.names_channel and not PUBLISH.search(clause.text) and bool(LEADS.search(clause.text))


def _counted(clause: Clause, context: Context) -> list[Mention]:
    """A mention for each count; where 各 stands before it, or it is nought, for each thing that is listed there."""
    text = clause.text
    bounds = [*[match.start() for match in COUNT.finditer(text)], len(text)]
    told: list[Mention] = []
    begin = 0
    for start, end in pairwise(bounds):
        own = text[begin:start]
        if context.sums_up and PUBLISH.search(context.before):
            own = f"{context.before}共"  # 公开政府信息，共66条
        unit = UNIT.match(text, start + 1, end)
        begin = unit.end() if unit else start + 1
        # What stands between two counts is said of the second.
        behind = text[start:] if end == len(text) else text[start:begin]
        if NO.search(own) or (context.planned and behind[0] < FIRST_NONE):
            continue
        if COUNTED_AS.search(own):
            continue
        mention = _mention(own, behind, behind[begin - start :], _time(text[:start], context), context)
        if context.names_channel and end < len(text) and not named_channels(text[:start]):
            mention = mention._replace(channels=context.reaching)  # 公开信息90条门户网站40条
        context.latest = mention
        told.append(mention)
        if behind[0] >= FIRST_NONE:
            told += [mention._replace(text=listed, own=listed, subject=_subject(listed)) for listed in _listed(own)]
        elif own.endswith("各"):
            each = [f"{listed}各{behind}" for listed in _listed(own.removesuffix("各"))]
            told += [mention._replace(text=listed, own=listed, subject=_subject(listed)) for listed in each]
    return told


def _mention(own: str, behind: str, noun: str, time: tuple[bool, bool], context: Context) -> Mention:
    """Of a count with the words before it and what stands behind it; noun: the same without the measure word."""
    text = _completed(own, noun, context.latest) + behind
    if RATE.match(behind) and RATE.search(context.before):
        text = f"、{text}"  # 接访率100%，满意率100%: beside another rate, it does not stand for itself
    own_time, named = time
    named_here = named_channels(own) if context.names_channel else frozenset()
    subject = _subject(text) or _inherited(context, bool(named_here))
    taken_apart = context.whole or context.latest
    if context.part and taken_apart and taken_apart.subject == "requests" and not _says_what(own, behind):
        subject = "requests"  # 其中3件已在网站上公开
    part = context.part and (taken_apart is None or _is_of(subject, taken_apart, context))
    return Mention(
        behind[0],
        text,
        own + behind,
        subject,
        named_here or context.channels,
        context.shared,
        own_time,
        context.own_unit,
        named,
        part,
        part and taken_apart is not None and _refines(own, taken_apart.text),
    )


def _says_what(own: str, behind: str) -> bool:
    return bool(_content(own) or CASE.search(behind))


def _inherited(context: Context, names_channel: bool) -> str | None:
    """The subject of the count before; of the first one, what a channel or the clause before announces."""
    if context.latest:
        return context.latest.subject
    return "publication" if names_channel or ANNOUNCES.search(context.before) else None


def _is_of(subject: str | None, whole: Mention, context: Context) -> bool:
    """Whether a part is one of that whole: of the same subject, and not our own share of what is told of a county."""
    return subject == whole.subject and not (context.own_unit and not whole.own_unit)


def _refines(part: str, whole: str) -> bool:
    """Whether a part is all of what a measure counts, as the whole is of more: 收到3件，其中新收2件."""
    if CASE.search(part) and CASE.search(whole):
        return set(CASE.findall(part)) < set(CASE.findall(whole))
    return bool(ADDED.search(part)) or ("主动公开" in part and "主动公开" not in whole)


def _completed(own: str, noun: str, last: Mention | None) -> str:
    """The words before a count, with those put back that the count before shares with it: 收到申请5件，办结4件.

    noun: what stands behind its measure word.
    """
    if last is None or WHOLE.match(own):
        return own
    verb, what = _verb_and_object(own)
    marked = MARKS.search(own)
    if (_content(what) and not marked) or _content(noun):
        return own
    last_verb, last_object = _verb_and_object(COUNT.split(last.text, maxsplit=1)[0])
    if marked:
        return own + last_object if DOCUMENTS.search(last_object) else own
    if verb:
        who_asked = last.part and last.subject == "requests" and not last_verb  # 企业2件，年内办结5件
        return own + last_object if _content(last_object) and not who_asked else own
    return _content(own) + last_verb + last_object


def _verb_and_object(text: str) -> tuple[str, str]:
    """(the last verb, what stands behind it); without a verb ("", the text)."""
    found = [*VERB.finditer(text)]
    text_behind = text[found[-1].end() :] if found else text
    return found[-1][0] if found else "", FROM_ANOTHER_TIME.sub("", text_behind)


def _content(text: str) -> str:
    """What is left of words that say nothing of what is counted."""
    return LIGHT.sub("", text) if text else ""


def _subject(text: str) -> str | None:
    for subject, of_it in SUBJECTS:
        if of_it.search(text):
            return subject
    return None


def _time(text: str, context: Context) -> tuple[bool, bool]:
    return time_of(text, context.year, context.timed, context.own_time)


def _time_behind(context: Context) -> bool:
    """Whether the next clause is of the report's year, too: what this one is compared with does not count."""
    if COMPARISON.search(context.before):
        return context.own_time
    return _time(context.before, context)[0]


def _none(clause: Clause, context: Context) -> list[Mention]:
    """A mention for each thing that there was none of. How cases ended tells nothing of how many there were."""
    text = clause.text
    match = NO.search(text)
    if not match and not (context.none and text.endswith("的情况")):
        return []
    begin = match.start() if match else 0
    if OUTCOME.search(text, begin):
        return []
    own_time, named = _time(text[:begin], context)
    return [
        Mention(None, listed, listed, _subject(listed), frozenset(), False, own_time, context.own_unit, named)
        for listed in _listed(text)
        if len(listed) > begin
    ]


def _listed(text: str) -> list[str]:
    """The text up to the end of each thing that it lists, without nouns that say nothing: 复议、诉讼案件 -> both."""
    return [EMPTY.sub("", text[:end]) for end in (*[match.start() for match in JOINS.finditer(text)], len(text))]


def _without_totals_over_years(found: list[Mention]) -> list[Mention]:
    """A part that names the year, or what was added in it, is the year's own; what it is a part of is over years."""
    if len(found) == 1 or not any(mention.named for mention in found):
        return found
    told = []
    for index, mention in enumerate(found):
        later = next((other for other in found[index + 1 :] if other.sign), None)
        is_added = later and (later.part or "新增" in later.own or "累计" in mention.own)
        if later and is_added and later.named and not mention.part and not mention.named:
            mention = mention._replace(own_time=False)
        before = next((other for other in reversed(found[:index]) if not other.part and other.sign), None)
        if mention.part and mention.named and before and not before.named:
            mention = mention._replace(part=False)
        told.append(mention)
    return told


def _with_what_they_carry(found: list[Mention]) -> list[Mention]:
    """收到申请9件，其中上年结转2件: some of the nine are of the year before. Behind other parts, who knows."""
    told = [*found]
    for at, mention in enumerate(found[1:], 1):
        is_first = mention.part and not found[at - 1].part
        if is_first and mention.sign and mention.sign < FIRST_NONE and CARRIED.search(mention.own):
            told[at - 1] = told[at - 1]._replace(carries=True)
    return told
