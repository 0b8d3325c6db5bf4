"""Which unit reports: the names in title and prose, each weighed by what the text says of it."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from gongkai.transform.key.gazetteer import counties, is_upper
from gongkai.transform.key.mentions import Mention, mentions
from gongkai.transform.key.names import COUNTY, DEPARTMENT, OTHER, RELATIVE, SUBDISTRICT, TOWNSHIP, Name, patterns
from gongkai.transform.key.titles import Title, unit_of
from gongkai.transform.report import Evidence, EvidenceKind, KeyField, UnitKind

# How a unit speaks of itself tells its kind.
SELF = re.compile(
    "[我本](?<!自[我本])(镇|乡|街道|街|县|区|市|局|委|办|场|校|院|厅|旗|苏木|园区|管委会|中心|站|所|队|馆|公司|村|社区|会|支行)(?!级|直|事处)"
)
# 全区共受理政府信息公开申请12件: so speaks the government of a county that never says 我区.
OF_WHOLE_COUNTY = re.compile(
    "全([县区旗])[^，,。；;]{0,10}?(?:受理|收到|接收|接到|新收)[^，,。；;]{0,8}?(?:公开[^，,。；;]{0,6}申请|申请公开)"
)
ZONE = re.compile("(?:开发|高新|园|景|新)区|管委会")
SELF_KINDS = {
    TOWNSHIP: ("镇", "乡", "苏木"),
    SUBDISTRICT: ("街道", "街"),
    COUNTY: ("县", "区", "市", "旗"),
    DEPARTMENT: ("局", "委", "办", "厅", "中心", "站", "所", "队", "馆", "会"),
    OTHER: ("场", "校", "院", "公司", "村", "社区", "园区", "管委会", "支行"),
}
OFFICE_WORDS = ("办", "厅", "县", "区", "市", "旗")
ALSO = {OTHER: ("区", "委", "办", "中心", "站", "所"), DEPARTMENT: ("院",)}  # what units of a kind call themselves, too
COMPILES_FOR_GOVERNMENT = re.compile("^(?:政府)?(?:信息|政务)公开(?:工作)?(?:领导小组)?(?:办公室|办|中心)$")
# 汇总各县、市政府各部门: what a government's own report is made of.
OF_ALL_BELOW = re.compile("(?:汇总|综合)[^。]{0,40}?各?(?:县|区|部门|乡镇)[^。]{0,60}?编制")
GOVERNMENT_AND_OFFICE = re.compile(
    "(?<=[县区市旗])(?:人民)?政府(?:和|及其?|与|、)[县区市旗]?(?:人民)?(?:政府)?办(?!公?[室厅]?(?:名义[制印发]|文件|发文|印发))"
)
# Roles that only a unit of its own has. The government above is named in the others by everybody.
OWN = ("title", "cited", "compiled", "contact", "signature", "headline", "own_document", "self")

# Of these, those that say it outright.
REPORTS = ("title", "cited", "compiled", "headline")


@dataclass(frozen=True, slots=True)
class Unit:
    """A reporting unit as its text names it.

    name: as printed, with its places. body: its own name. above: the places printed with it, outermost first.
    is_listed: a township of the lists. is_place: a zone or a farm. mentions: all that names it.
    """

    kind: UnitKind
    name: str | None
    body: str | None
    above: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    is_listed: bool = False
    is_place: bool = False
    mentions: tuple[Mention, ...] = ()
    candidates: tuple[str, ...] = ()


@dataclass(slots=True)
class _Candidate:
    """Mentions of one unit."""

    mentions: list[Mention] = field(default_factory=list)

    @property
    def kind(self) -> UnitKind:
        return self.mentions[0].name.kind

    @property
    def body(self) -> str:
        return self.mentions[0].name.body

    @property
    def is_sure(self) -> bool:
        """A town off the lists must be named as a government or in a role of its own: words end like it, too."""
        if self.kind not in (TOWNSHIP, SUBDISTRICT) or any(mention.name.listed for mention in self.mentions):
            return True
        return any(mention.name.printed != mention.name.body or mention.role in OWN for mention in self.mentions)

    def weight(self, own_kind: UnitKind | None, words: Counter[str]) -> float:
        """What all its mentions weigh together."""
        if not self.is_sure:
            return 0
        heard = self.mentions
        is_office = _is_office(self.body)
        if (is_office or _is_government(self.kind, self.body)) and own_kind != COUNTY:
            heard = [one for one in heard if one.role in OWN or (one.opens and _may_be_office(words))]
        roles = Counter(mention.role for mention in heard)
        weight = sum(_roles()[role][0] * min(times, _roles()[role][1]) for role, times in roles.items())
        speaks = "self" in roles or speaks_as(self.kind, self.body, own_kind, words)
        return weight + (_roles()["self"][0] if weight and speaks else 0)


def find_unit(title: Title | None, lines: Sequence[tuple[int, str]]) -> Unit:
    """The unit that the evidence names; else its kind alone; `other` without a name where there is none."""
    named = named_in(title)
    if named and title and not title.is_cited and _says_all(named.name):
        return _unit(_Candidate([named]))
    words = own_words(lines)
    own_kind = kind_of(words)
    found = list(mentions(lines))
    candidates = _without_governments_of_offices(_grouped([*([named] if named else []), *found]))
    weighed = [(candidate.weight(own_kind, words), candidate) for candidate in candidates]
    ranked = sorted(
        [(weight, candidate) for weight, candidate in weighed if weight > 0],
        key=lambda pair: (pair[0], len(pair[1].body)),
        reverse=True,
    )
    if not ranked:
        return _nameless(own_kind, lines)
    weight, best = ranked[0]
    second = next((other for other, candidate in ranked[1:] if _rivals(best, candidate)), 0)
    if (
        weight < 2
        or weight <= second
        or (own_kind and weight < 6 and not speaks_as(best.kind, best.body, own_kind, words))
    ):
        return _nameless(own_kind, lines, tuple(candidate.body for _, candidate in ranked[:2]))
    if _is_office(best.body) and _reports_for_county(best, own_kind, lines):
        return _county_of(best)
    return _unit(best)


def _reports_for_county(office: _Candidate, own_kind: UnitKind | None, lines: Sequence[tuple[int, str]]) -> bool:
    """Whether a government's office only compiles what the county reports: 我县, 市政府及政府办公开."""
    speaks = any(mention.role in ("title", "cited", "headline", "self") for mention in office.mentions)
    if own_kind == COUNTY and not speaks:
        return True
    return any(GOVERNMENT_AND_OFFICE.search(text) or OF_ALL_BELOW.search(text) for _, text in lines)


def _county_of(office: _Candidate) -> Unit:
    mention = next(mention for mention in office.mentions if mention.role in OWN)
    above = max((mention.name.above for mention in office.mentions), key=len)
    place = above[-1] if above else None
    kind = OTHER if place and is_upper(place) else COUNTY  # a prefecture's
    evidence = Evidence(KeyField.UNIT_KIND, kind, EvidenceKind(mention.role), mention.text, mention.line)
    return Unit(kind, place, place, above, (evidence,), mentions=tuple(office.mentions))


def _says_all(name: Name) -> bool:
    """A title of its own line that names the unit below its county: nothing in the prose outweighs it."""
    return bool(name.above) and any(map(counties, name.above)) and not _is_office(name.body)


def named_in(title: Title | None) -> Mention | None:
    """The unit of a title: what stands last before its subject, with places that stand before the year."""
    if title is None:
        return None
    name = unit_of(title)
    return Mention(name, "title", title.line, title.text) if name else None


def own_words(lines: Sequence[tuple[int, str]]) -> Counter[str]:
    """How often the text says 我局, 我镇 and the like; where it never does, how often it tells of a whole county."""
    words = Counter(word for _, text in lines if "我" in text or "本" in text for word in SELF.findall(text))
    if words or may_be_zone(lines):
        return words
    return Counter(word for _, text in lines if "全" in text for word in OF_WHOLE_COUNTY.findall(text))


def may_be_zone(lines: Sequence[tuple[int, str]]) -> bool:
    """Whether the text names a zone, which says 我区 and 全区 as a district does."""
    return any(ZONE.search(text) for _, text in lines)


def kind_of(words: Counter[str]) -> UnitKind | None:
    """The kind that the unit's own words tell; None where two are as frequent."""
    times = {kind: sum(map(words.__getitem__, own)) for kind, own in SELF_KINDS.items()} if words else {}
    most = max(times.values(), default=0)
    kinds = [kind for kind, often in times.items() if often == most]
    return kinds[0] if len(kinds) == 1 else None


def speaks_as(kind: UnitKind, body: str, own_kind: UnitKind | None, words: Counter[str]) -> bool:
    """Whether a unit of that kind and name may call itself as the text does: no 乡 says 我镇."""
    if kind in (TOWNSHIP, SUBDISTRICT):
        return kind == own_kind and any(words[word] and body.endswith((word, word + "道")) for word in SELF_KINDS[kind])
    return kind == own_kind or any(words[word] for word in ALSO.get(kind, ()))


def _grouped(found: Iterable[Mention]) -> list[_Candidate]:
    """Mentions that name one unit, whole or in short: 区民政局 is 武汉市黄陂区民政局, 卫健局 is 卫生健康局."""
    candidates: list[_Candidate] = []
    for mention in found:
        same = next(
            (one for one in candidates if any(is_same(mention.name, other.name) for other in one.mentions)), None
        )
        if same is None:
            candidates.append(_Candidate([mention]))
        else:
            same.mentions.append(mention)
    return candidates


def _without_governments_of_offices(candidates: list[_Candidate]) -> list[_Candidate]:
    """Where an office opens the text, its government, of which it names the site and the gazette, does not report."""
    mentions = [mention for candidate in candidates for mention in candidate.mentions]
    places = {mention.name.above[-1:] for mention in mentions if mention.opens and _is_office(mention.name.body)}
    return [
        candidate
        for candidate in candidates
        if not _is_government(candidate.kind, candidate.body)
        or candidate.mentions[0].name.above[-1:] not in places
        or any(mention.role in REPORTS for mention in candidate.mentions)
    ]


def is_same(one: Name, other: Name) -> bool:
    if one.several or other.several:
        return one.printed == other.printed
    if one.kind != other.kind:
        return False
    if one.kind in (TOWNSHIP, SUBDISTRICT):
        short, long = sorted((one.body, other.body), key=len)
        return short == long or (short[:2] == long[:2] and len(short) > 2 and _is_within(short, long))
    if one.kind == COUNTY:
        return one.body == other.body
    if one.above and other.above and not set(one.above) & set(other.above):
        return False
    short, long = sorted((RELATIVE.sub("", one.body), RELATIVE.sub("", other.body)), key=len)
    return short == long or (len(short) > 2 and short[-1] == long[-1] and _is_within(short, long))


def _is_within(short: str, long: str) -> bool:
    """Whether the characters of one stand in the other, in their order."""
    rest = iter(long)
    return all(character in rest for character in short)


def _is_office(body: str) -> bool:
    """The office of a government, or who compiles for it: 政府信息公开工作领导小组办公室."""
    return body.startswith(("人民政府", "政府")) or bool(COMPILES_FOR_GOVERNMENT.search(body))


def _is_government(kind: UnitKind, body: str) -> bool:
    """A county's, or a prefecture's: 长春市人民政府."""
    return kind == COUNTY or (kind == OTHER and bool(patterns().government_end.search(body)))


def _may_be_office(words: Counter[str]) -> bool:
    """Whether the text speaks of itself as a government or its office may, or not at all: neither says 我局."""
    return not any(words[word] for kind in SELF_KINDS for word in SELF_KINDS[kind] if word not in OFFICE_WORDS)


def _rivals(best: _Candidate, other: _Candidate) -> bool:
    """A department of the same name in short is no rival, nor is the county of a town."""
    return other.kind in (TOWNSHIP, SUBDISTRICT, DEPARTMENT, OTHER) or best.kind == other.kind


def _unit(best: _Candidate) -> Unit:
    own = [mention for mention in best.mentions if mention.role in OWN] or best.mentions
    fullest = max(own, key=lambda mention: (mention.role == "title", len(mention.name.above)))
    name = fullest.name
    above = max((mention.name.above for mention in best.mentions), key=len)
    evidence = Evidence(KeyField.UNIT_KIND, name.kind, EvidenceKind(fullest.role), fullest.text, fullest.line)
    if name.several:
        return Unit(OTHER, name.printed, None, name.above, (evidence,), mentions=tuple(best.mentions))
    printed = max((mention.name.printed for mention in best.mentions if mention.name.above == above), key=len)
    return Unit(
        name.kind,
        name.printed if name.above == above else printed,
        name.body,
        above,
        (evidence,),
        is_listed=name.listed,
        is_place=name.is_place and fullest.role in OWN,
        mentions=tuple(best.mentions),
    )


def _nameless(own_kind: UnitKind | None, lines: Sequence[tuple[int, str]], candidates: tuple[str, ...] = ()) -> Unit:
    for number, text in lines:
        for word in SELF.findall(text) or OF_WHOLE_COUNTY.findall(text):
            if own_kind and word in SELF_KINDS[own_kind]:
                evidence = Evidence(KeyField.UNIT_KIND, own_kind, EvidenceKind.SELF, text.strip()[:80], number)
                return Unit(own_kind, None, None, (), (evidence,), candidates=candidates)
    return Unit(OTHER, None, None, (), (), candidates=candidates)


@cache
def _roles() -> dict[str, tuple[int, int]]:
    data = tomllib.loads((resources.files("gongkai.transform.key") / "roles.toml").read_text(encoding="utf-8"))
    return {role: (entry["weight"], entry["most"]) for role, entry in data.items()}
