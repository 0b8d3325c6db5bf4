"""What mentions state: which measure, or which subject of what was published."""

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from gongkai.transform.prose.channel_names import COLUMN, named_channels
from gongkai.transform.prose.clauses import COUNT, clauses
from gongkai.transform.prose.measures import Measure, channels, counted, deniable, measures
from gongkai.transform.prose.mentions import (
    ADDED,
    SUBJECTS,
    WHOLE,
    Mention,
    any_topic,
    may_state,
    mentions,
)
from gongkai.transform.prose.quantities import NO_SIGN, UNIT, Quantity, fold, wording
from gongkai.transform.prose.words import NONE, VERB, alternation, pattern, words

PUBLISHED = re.compile("[条篇期件次份项则批幅]|$")
TOTAL = re.compile("共|累计|总计|合计|总数|总量")
NOUGHT_OF = re.compile(f"[{NONE}]")
OF_PUBLICATION = dict(SUBJECTS)["publication"]
KIND_BEFORE_VERB = words("elided", "kind_before_verb")
LEAD, TAIL = re.compile(f"^{alternation('labels', 'lead')}+"), re.compile(f"{alternation('labels', 'tail')}+$")
NO_LABEL, NO_SUBJECT, OTHER_NOUN = (words("labels", name) for name in ("none", "no_subject", "other_noun"))
READERS = words("channels", "readers")
PUBLISHED_BY = "published_by"  # what is no measure, and yet stands beside the measures
KIND = 2  # the rank of what is said of a kind of information
LONGEST_LABEL = 40


class Statement(NamedTuple):
    """A measure's value, or a subject's: the count of the sentence that gives it, None for none.

    rank: 0 for the plainest words. total: whether the words say that it is all; added: that it is what came new;
    of_more: that it may be of more than that; proactive: that it is 主动公开 in general. alone: of a channel, that
    nothing else is listed beside it. thing: which of the several things that the measure counts, "" for who knows.
    """

    measure: str | None
    label: str | None
    sign: str | None
    rank: int
    part: bool
    total: bool
    added: bool = False
    of_more: bool = False
    proactive: bool = False
    alone: bool = True
    thing: str | None = None


class Stated(NamedTuple):
    """What a sentence states, and its last count that is no part, which the next sentence may take apart."""

    statements: tuple[tuple[Statement, Quantity], ...]
    whole: Mention | None


NOUGHT = Quantity(0.0, None, False)


@lru_cache(maxsize=1 << 14)
def stated(sentence: str, year: int | None, kind: str | None, whole: Mention | None, has_parts: bool) -> Stated:
    """What a sentence states whose plain counts were taken out: many reports share such a wording.

    year: the year reported on. kind: of the unit. whole: what this sentence takes apart, if it begins with 其中.
    has_parts: whether the next one does so.
    """
    folded = fold(sentence)
    if not (whole or has_parts or any_topic().search(folded)):
        return Stated((), None)
    worded = wording(folded)
    parts = clauses(worded.text)
    if not (whole or has_parts or may_state(parts)):
        return Stated((), None)
    found = mentions(parts, year, kind, whole)
    statements: list[Statement] = []
    for mention in found:
        if mention.own_unit or kind in (None, "county"):
            statements += _measured(mention)
            statements += _published_by(mention)
            statements += _labelled(mention)
    wholes = [mention for mention in found if mention.sign and not mention.part]
    return Stated(
        tuple(
            (statement, worded.quantity(statement.sign) if statement.sign else NOUGHT)
            for statement in _with_siblings(statements, found)
        ),
        wholes[-1] if wholes else whole,
    )


def _published_by(mention: Mention) -> list[Statement]:
    """By which channels, or columns, anything was published: beside another, the site's count is not all there was."""
    if mention.part or not mention.own_time or mention.subject != "publication" or not mention.sign:
        return []
    if not mention.channels or _counts_channels(mention) or READERS.search(mention.own):
        return []
    if not OF_PUBLICATION.search(mention.own):
        return []
    return [Statement(PUBLISHED_BY, None, mention.sign, 0, False, False, thing="、".join(sorted(mention.channels)))]


def _labelled(mention: Mention) -> list[Statement]:
    label = _label(mention) if mention.own_time else None
    if label and not NO_SUBJECT.search(label) and not _counts_another_noun(mention.own):
        return [Statement(None, label, mention.sign, 0, mention.part, False)]
    return []


def _measured(mention: Mention) -> list[Statement]:
    found = []
    for measure, rank in _ranked(mention):
        if not (mention.own_time or measure.any_year) or (measure.excluded and measure.excluded.search(mention.text)):
            continue
        if mention.carries and measure.new_only:
            continue
        part = mention.part and not (measure.whole and mention.refines and rank == 0)
        if not (part and measure.whole and mention.sign and not NOUGHT_OF.search(mention.text)):
            found.append(
                Statement(
                    measure.code,
                    None,
                    mention.sign,
                    rank,
                    part,
                    total=bool(TOTAL.search(mention.own)),
                    added=bool(ADDED.search(mention.own)),
                    of_more=mention.subject == "requests" or ("累计" in mention.own and not mention.named),
                    proactive="主动公开" in mention.own and is_general(mention),
                    thing=_thing(measure, mention.own),
                )
            )
    return found


def _thing(measure: Measure, own: str) -> str | None:
    if not measure.things:
        return None
    if thing := measure.things.search(own):
        return thing[0]
    return "" if measure.names and not measure.names.search(own) else None


def _ranked(mention: Mention) -> list[tuple[Measure, int]]:
    """(measure, rank of the pattern that fits) for each measure that the words may be of."""
    text = mention.text
    if not COUNT.search(text):
        return [(measure, 0) for measure in deniable().of(text) if measure.none and measure.none.search(text)]
    ranked = _channel_that_published(mention) if mention.channels and mention.subject == "publication" else []
    for measure in counted(mention.subject).of(text):
        if measure.all_channels and not _is_of_all_channels(mention):
            continue
        for rank, fits in enumerate(measure.patterns):
            if fits.search(text):
                ranked.append((measure, rank))
                break
    return ranked


def _is_of_all_channels(mention: Mention) -> bool:
    """Whether no channel is named, or several that are not all new media."""
    if not mention.channels:
        return True
    return (len(mention.channels) > 1 or mention.shared) and not _only_new_media(mention)


def _only_new_media(mention: Mention) -> bool:
    return all(code != COLUMN and _channels_by_code()[code].new_media for code in mention.channels)


def _channel_that_published(mention: Mention) -> list[tuple[Measure, int]]:
    """The one channel that a count is said of; new media, where it is said of several of them.

    Rank 0 where it is said of information, 1 where the channel is named before, KIND where it is of some kind of it.
    """
    if len(mention.channels) > 1:
        rank = 1 if is_general(mention) and TOTAL.search(mention.own) else KIND
        return [(_channels_by_code()["new_media"], rank)] if _only_new_media(mention) else []
    carried = not named_channels(mention.own)
    if mention.shared or COLUMN in mention.channels or (carried and not OF_PUBLICATION.search(mention.own)):
        return []
    if PUBLISHED.match(COUNT.split(mention.text)[1][:1]):
        (code,) = mention.channels
        return [(_channels_by_code()[code], int(carried) if is_general(mention) else KIND)]
    return []


def is_general(mention: Mention) -> bool:
    """Whether a count is said of information, or of nothing in particular, and not of some kind of it."""
    return _is_general(COUNT.split(mention.own, maxsplit=1)[0])


@lru_cache(maxsize=1 << 10)  # asked up to three times of a mention
def _is_general(before: str) -> bool:
    return bool(_general().search(before)) and not KIND_BEFORE_VERB.search(before)


@cache
def _general() -> re.Pattern[str]:
    """The words before a count: a verb or the name of a channel, and behind it nothing but information."""
    names = "|".join(
        name.pattern for channel in channels() for name in (channel.names, channel.names_otherwise) if name
    )
    return pattern(f'(?:^|{alternation("elided", "verbs")}|{names}|[”"》])(?:<information>)?<count>*$')


def _with_siblings(statements: list[Statement], found: Sequence[Mention]) -> Iterator[Statement]:
    """What a channel published of one kind is a part of it where other kinds are listed beside it.

    So is what is told of no kind, where the channel was named before only: 推送动态44条，安全提示等信息9条.
    """
    several = [
        statement
        for statement in statements
        if statement.measure in _shared_codes() and _is_one_of_several(statement, found)
    ]
    for statement in statements:
        if statement in several:
            continue
        is_whole = statement.total and statement.rank < KIND
        whole = statement.part or is_whole or statement.measure not in _channels_by_code()
        beside_a_kind = not whole and _stands_beside_a_kind(statement, found)
        if not beside_a_kind or statement.rank == 0:
            one_kind = statement.rank == KIND and any(
                _is_of_a_kind(mention) for mention in found if not mention.channels
            )
            yield statement._replace(alone=not (beside_a_kind or several or one_kind))


def _stands_beside_a_kind(statement: Statement, found: Sequence[Mention]) -> bool:
    own = next(index for index, mention in enumerate(found) if mention.sign == statement.sign)
    return any(
        _is_of_a_kind(mention) or (statement.rank == KIND and mention.channels and _is_carried(mention))
        for index, mention in enumerate(found)
        if index != own
        and (statement.measure in mention.channels or (index > own and statement.rank == KIND and not mention.channels))
    )


def _is_carried(mention: Mention) -> bool:
    """Whether a count of published information has its channel from the words before it."""
    return not mention.part and bool(OF_PUBLICATION.search(mention.own)) and not named_channels(mention.own)


def _is_one_of_several(statement: Statement, found: Sequence[Mention]) -> bool:
    """Whether what some channels published together stands beside what others did: then it is not the whole."""
    own = next(index for index, mention in enumerate(found) if mention.sign == statement.sign)
    channels = found[own].channels
    return bool(channels) and any(
        mention.channels
        and not mention.part
        and not (mention.sign and _counts_channels(mention))
        and (mention.channels.isdisjoint(channels) or (index < own and not statement.total))
        for index, mention in enumerate(found)
    )


def _counts_channels(mention: Mention) -> bool:
    """两个网站平台: what is counted are they, not what they published."""
    return not PUBLISHED.match(COUNT.split(mention.own, maxsplit=1)[-1][:1])


def _is_of_a_kind(mention: Mention) -> bool:
    return not mention.part and not is_general(mention) and _label(mention) is not None


@cache
def _shared_codes() -> frozenset[str]:
    return frozenset(measure.code for measure in measures() if measure.all_channels)


@cache
def _channels_by_code() -> dict[str, Measure]:
    return {channel.code: channel for channel in channels()}


def _label(mention: Mention) -> str | None:
    """The subject that a count of published information is of."""
    if mention.subject != "publication" or mention.sign is None:
        return None
    return _label_in(mention.own)


@lru_cache(maxsize=1 << 10)  # asked twice of a mention
def _label_in(own: str) -> str | None:
    count = COUNT.search(own)
    if count is None or not PUBLISHED.match(own[count.end() : count.end() + 1]):
        return None
    before = own[: count.start()]
    if WHOLE.match(own) or _is_general(before):
        return None
    verbs = list(VERB.finditer(before))
    noun = before[verbs[-1].end() :] if verbs and verbs[-1].end() < len(before) else before
    label = TAIL.sub("", LEAD.sub("", noun)).strip('“”"《》,:、')
    if not label or len(label) > LONGEST_LABEL or NO_SIGN in label or NO_LABEL.search(label) or VERB.fullmatch(label):
        return None
    return label


def _counts_another_noun(own: str) -> bool:
    """成为转变作风的N件实事: what stands behind a count's measure word is what is counted."""
    behind = COUNT.split(own, maxsplit=1)[1]
    unit = UNIT.match(behind)
    noun = behind[unit.end() :] if unit else behind
    return bool(OTHER_NOUN.match(noun))
