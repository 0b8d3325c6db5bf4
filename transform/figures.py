"""Numbers stated in the prose: the year's own, never last year's, a plan's, a part's or a total over years."""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from transform.report import Figure

SENTENCE = re.compile(r"[^。；;！\n]+")
# How a line ends that does not break off in a sentence, and what no sentence goes on with.
COMPLETE = frozenset("。；;！!：:？?.、）)")
BEGINS = re.compile(r"^[（(]?[一二三四五六七八九十\d]{1,2}[、.．)）]|^第[一二三]")
SHORTEST_WRAP = 20  # characters of a wrapped line; shorter ones are headings
LONGEST_WRAP = 6  # lines
# Commas, but not the one of 1,307; and 、 between counts: 网站150条、微信50条
CLAUSE = re.compile(r",(?!\d{3}(?!\d))|(?<=\d[条件篇期次份])、")
NOTE = re.compile(r"\(([^()]{0,60})\)")
BLANK = re.compile(r"\s+")
YEAR = re.compile(r"(20(?<!\d20)\d\d)年")
DATED = re.compile(r"^20\d\d年度?")  # a clause that opens with a year of its own
# The number is another time's, or only a part of the year's, where such a word stands before it in its clause.
OTHER_TIME = re.compile(
    "去年|上年|上一年|同期|同比|较|相比|比20|(?<!年)以来|历年|每月|平均|每季|每周|每天|半年|季度|单月|人均"
    r"|(?!1月[至到-]12月)\d{1,2}月[至到-]\d{1,2}月"
)
PLAN = re.compile(
    "力争|下一步|下年度(?<!结转下年度)(?<!转结下年度)(?!继续)|明年|今后|预计|计划(?:公开|发布|通过|在)|目标"
)
NUMBER = r"(?:\\d{1,3}(?:,\\d{3})+|\\d+)(?:\\.\\d+)?"
COUNTING = "(?:总数|数量|总量|件数|条数|数|量|共计|总计|合计|共|为|达到?|计|累计|有|约|达|:)"
HAS_DIGIT = re.compile("[0-9]")
STATES_NONE = re.compile("[未没无零0]|不存在")
# A sentence worth a look: a count of something that is counted here, or none of something that may not happen.
# (Patterns that begin with a character or a set of them are found fast.)
COUNTS = re.compile("[0-9０-９零一二两三四五六七八九十百千](?:(?<=[0-9０-９零])|余?[条件份宗起例])")
COUNTED = re.compile("信息|公开|申请|复议|诉讼|收取|收费|微信|公众号|微博|结转|转来|共计|合计|总计")
STATES = re.compile("[0-9０-９零一二两三四五六七八九十百千未没无不]")  # no figure is stated without one of these
NONE_OF = re.compile("[未没无不](?:(?<=不)存在|(?<!不)(?=.*(?:申请|请求|要求|复议|诉讼|费)))")
# Chinese numerals before a counting word, and tens of thousands.
CHINESE_NUMBER = re.compile(
    r"[一二两三四五六七八九十百千](?<!\d.)[一二两三四五六七八九十百千]*(?=余?(?:条|件|份|宗|起|例)(?!龙|心))"
)
# A count that is nothing else: not behind a comma (1,307), and not the 1 of 未收到1件, which means none.
COUNT_ALONE = re.compile(r"([1-9](?<![\d,，.．\s].)(?:(?<!1)\d*|\d+))(?=余?多?[条件篇次份期起宗例项])")
STAND_IN = "\x00"  # decoded text has none
ORDINAL = "90000"  # how the numbers begin that stand for counts
FIRST_ORDINAL = 900000000
CHINESE_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"两": 2}
SCALES = {"十": 10, "百": 100, "千": 1000}
TENS_OF_THOUSANDS = re.compile(r"(\d+(?:\.\d+)?)([万千])(?=余?多?[条件篇次])")
NEGATED_ONE = re.compile("([未没]有?(?:接收到|收到|接到|发生))1(?=[例件份])")
ZERO = re.compile("(?<=为)零|零(?=申请)")
COUNT_IN_BRACKETS = re.compile(r"\((\d+)\)(?=[条件篇])")
SEVERAL = re.compile("等(?:多种|各种|多个)?(?:渠道|平台|方式|媒体|形式|途径|载体)")
NEW_SUBJECT = re.compile("^[我本][镇乡街县区市局]")  # 其中 does not reach beyond it
COUNT = re.compile(r"\d余?多?[条篇期件次]")


@dataclass(frozen=True, slots=True)
class Measure:
    """What may be stated, declared in figures.toml, which says what the fields mean."""

    code: str
    chinese: str
    english: str
    unit: str
    patterns: tuple[re.Pattern[str], ...]
    zero: tuple[re.Pattern[str], ...]
    nought: tuple[re.Pattern[str], ...]
    excluded: re.Pattern[str] | None
    excluded_counts: re.Pattern[str] | None
    needed: re.Pattern[str] | None
    about: frozenset[str]
    whole: bool
    greatest: bool
    names: re.Pattern[str] | None
    internal: bool
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
            tuple(_pattern(pattern, entry.get("names", "")) for pattern in entry["patterns"]),
            tuple(map(re.compile, entry.get("zero", ()))),
            tuple(map(re.compile, entry.get("nought", ()))),
            re.compile(entry["not"]) if "not" in entry else None,
            re.compile(entry["not_counts"]) if "not_counts" in entry else None,
            re.compile(entry["needs"]) if "needs" in entry else None,
            frozenset(entry["about"]),
            entry.get("whole", False),
            entry.get("greatest", False),
            re.compile(entry["names"]) if "names" in entry else None,
            entry.get("internal", False),
            entry.get("last_year", False),
        )
        for code, entry in data.items()
    )


@cache
def _words() -> frozenset[str]:
    """All that a clause may be about."""
    return frozenset().union(*(measure.about for measure in measures()))


def _pattern(declared: str, names: str) -> re.Pattern[str]:
    named = declared.replace("(?:W)", f"(?:{names})")
    return re.compile(re.sub(r"C(?=\*)", COUNTING, re.sub(r"N(?=\))", NUMBER, named)))


@cache
def _channel_names() -> dict[str, re.Pattern[str]]:
    """Code of each measure that counts a channel -> what the channel is called."""
    return {measure.code: measure.names for measure in measures() if measure.names}


@cache
def _any_channel() -> re.Pattern[str]:
    called = [names.pattern for names in _channel_names().values()]
    return re.compile("|".join(["渠道|平台|方式|媒体|形式|途径|载体", *called]))


def find_figures(lines: Sequence[tuple[int, str]], year: int | None) -> tuple[Figure, ...]:
    """One value per measure; none where statements differ and none of them is plainly the whole.

    year: the year reported on; a clause that names another year states that year's.
    """
    stated: dict[str, list[Figure]] = {}
    for number, sentence in _sentences(lines):
        if (COUNTS.search(sentence) and COUNTED.search(sentence)) or NONE_OF.search(sentence):
            for measure, value in _in_sentence(sentence, year):
                one = Figure(measure.code, value, measure.unit, sentence, number)
                stated.setdefault(measure.code, []).append(one)
    chosen = {
        measure.code: figure
        for measure in measures()
        if measure.code in stated and not measure.internal and (figure := _choose(measure, stated[measure.code]))
    }
    return _with_total(chosen, stated)


def _choose(measure: Measure, figures: Sequence[Figure]) -> Figure | None:
    """The first, unless a later one is greater: then it was a part, or the two are two counts."""
    first, greatest = figures[0], max(figures, key=lambda figure: figure.value)
    if measure.greatest:
        return greatest
    beside_first = {figure.value for figure in figures if figure.sentence == first.sentence}
    return first if greatest.value == first.value and len(beside_first) == 1 else None


def _sentences(lines: Sequence[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """(line where it begins, sentence). A sentence goes on in the next line where that is how the text was wrapped."""
    held: tuple[int, str] | None = None
    for number, text in lines:
        line = text.strip()
        if not held and line[-1:] in COMPLETE and not STATES.search(line):
            continue
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
            if place == len(sentences) - 1 and _is_wrapped(line):
                held = (begins, sentence.strip())
            else:
                yield begins, sentence.strip()
    if held:
        yield held


def _is_wrapped(line: str) -> bool:
    """Whether its last sentence goes on below. A heading does not, however long it is."""
    if len(line) < SHORTEST_WRAP or line[-1] in COMPLETE:
        return False
    return not BEGINS.match(line) or bool(re.search("[，,。；]", line))


def _in_sentence(sentence: str, year: int | None) -> list[tuple[Measure, float]]:
    """What a sentence states. Its wording tells what is counted, so the counts are taken out and put back."""
    if ORDINAL in sentence:
        return list(_stated(sentence, year))
    pieces = COUNT_ALONE.split(sentence)
    counts = pieces[1::2]
    stated = _in_wording(STAND_IN.join(pieces[::2]), year)
    return [(measure, value if place is None else float(counts[place])) for measure, value, place in stated]


@lru_cache(maxsize=1 << 14)
def _in_wording(wording: str, year: int | None) -> tuple[tuple[Measure, float, int | None], ...]:
    """(measure, value, which of the counts it is); ordinals stand for the counts."""
    first, *others = wording.split(STAND_IN)
    numbered = first + "".join([f"{ORDINAL}{place:04}{text}" for place, text in enumerate(others)])
    return tuple(
        (measure, value, int(str(int(value)).removeprefix(ORDINAL)) if value >= FIRST_ORDINAL else None)
        for measure, value in _stated(numbered, year)
    )


def _stated(sentence: str, year: int | None) -> Iterator[tuple[Measure, float]]:
    plain, notes = _plain(sentence)
    planned = bool(PLAN.search(plain))
    part = counted = False
    told: set[str] = set()
    everything = "".join((plain, *notes))
    words = {word for word in _words() if word in everything}
    relevant = [measure for measure in measures() if not words.isdisjoint(measure.about)]
    names_channels = bool(_any_channel().search(everything))
    named_year, carried = year, ""
    for clause in (*CLAUSE.split(plain), *notes):
        part = (
            (part and not NEW_SUBJECT.search(clause))
            or "其中" in clause
            or (counted and ("包括" in clause or "包含" in clause))
            or clause in notes
        )
        channels = _channels(clause) if names_channels else set()
        several = len(channels) > 1 or bool(names_channels and SEVERAL.search(clause))
        if carried and not channels:  # the channel was named a clause before
            clause = carried + DATED.sub("", clause)
        years = list(YEAR.finditer(clause))
        for measure, value, at in _values(relevant, clause, plain, several):
            named = next((int(match[1]) for match in reversed(years) if match.start() < at), named_year)
            other_time = named not in (None, year) or OTHER_TIME.search(clause[:at])
            if (part and measure.whole and value) or (planned and value) or (other_time and not measure.last_year):
                continue
            counted = True
            if measure.names and measure.code in told:  # what follows is a part of it
                continue
            told.add(measure.code)
            yield measure, value
        named_year = int(years[-1][1]) if years else named_year
        if COUNT.search(clause):
            carried = ""
        elif several:  # a count that follows is that of new media, or of all there is
            carried = "" if "website" in channels else "新媒体"
        elif channels:
            carried = _channel_named(clause, channels)


def _channels(clause: str) -> set[str]:
    return {code for code, pattern in _channel_names().items() if pattern.search(clause)}


def _channel_named(clause: str, channels: set[str]) -> str:
    """The word of the one channel that a clause without a count names, to stand before the next clause."""
    found = [match[0] for code in channels if (match := _channel_names()[code].search(clause))]
    return found[0] if len(found) == 1 else ""


def _plain(sentence: str) -> tuple[str, list[str]]:
    """(half-width, without blanks and notes, numbers in digits; the notes that give parts)."""
    text = BLANK.sub("", unicodedata.normalize("NFKC", sentence))
    text = CHINESE_NUMBER.sub(lambda match: str(_number(match[0])), text)
    if "万" in text or "千" in text:
        text = TENS_OF_THOUSANDS.sub(_thousands, text)
    text = NEGATED_ONE.sub(r"\1", text)
    if "零" in text:
        text = ZERO.sub("0", text)
    if "(" not in text:
        return text, []
    text = COUNT_IN_BRACKETS.sub(r"\1", text)
    notes = [clause for note in NOTE.findall(text) if COUNT.search(note) for clause in CLAUSE.split(note)]
    return NOTE.sub("", text), notes


def _number(text: str) -> int:
    """一百二十六 -> 126"""
    total = digit = 0
    for character in text:
        if character in SCALES:
            total += (digit or 1) * SCALES[character]
            digit = 0
        else:
            digit = CHINESE_DIGITS[character]
    return total + digit


def _thousands(match: re.Match[str]) -> str:
    return f"{float(match[1]) * (10_000 if match[2] == '万' else 1000):.0f}"


def _values(
    relevant: Sequence[Measure], clause: str, sentence: str, several: bool
) -> Iterator[tuple[Measure, float, int]]:
    """(measure, number, where it stands in the clause) for each measure of which a pattern fits."""
    has_digits, states_none = HAS_DIGIT.search(clause), STATES_NONE.search(clause)
    if not has_digits and not states_none:
        return
    for measure in relevant:
        if (
            (measure.names and several)
            or (measure.greatest and several and "分别" in clause)
            or not any(word in clause for word in measure.about)
        ):
            continue
        countable = has_digits and not (measure.excluded_counts and measure.excluded_counts.search(clause))
        match = _first(measure.patterns, clause) if countable else None
        none = _first(measure.zero, clause) if states_none and not match else None
        if match or none:
            excluded = measure.excluded and measure.excluded.search(_own_words(clause) if several else clause)
            match, none = (None, None) if excluded else (match, none)
        nought = (
            _first(measure.nought, clause) if states_none and not match and not none and "未" not in clause else None
        )
        if measure.needed and not measure.needed.search(sentence):
            continue
        if match:
            yield measure, float(match["n"].replace(",", "")), match.start("n")
        elif none or nought:
            yield measure, 0.0, (none or nought).start()  # type: ignore[union-attr]


def _own_words(clause: str) -> str:
    """A clause of several channels without their names, which do not make it one channel's."""
    for pattern in _channel_names().values():
        clause = pattern.sub("", clause)
    return SEVERAL.sub("", clause)


def _first(patterns: Sequence[re.Pattern[str]], clause: str) -> re.Match[str] | None:
    return next((match for match in (pattern.search(clause) for pattern in patterns) if match), None)


def _with_total(chosen: dict[str, Figure], stated: dict[str, list[Figure]]) -> tuple[Figure, ...]:
    """Where the website's is the only count of published information, the report means it as its count."""
    figures = tuple(chosen.values())
    site = chosen.get("website")
    if not site or "proactive_total" in chosen or {"wechat", "microblog", "other_channels"} & stated.keys():
        return figures
    if re.search("其中|包括", site.sentence.split(f"{site.value:.0f}")[0]):
        return figures
    return Figure("proactive_total", site.value, site.unit, site.sentence, site.line), *figures
