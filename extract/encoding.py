"""From bytes to text: which codec, how much of it is damaged, and whether it was decoded wrongly once before.

The ladder: byte-order mark, strict UTF-8, the NUL pattern of UTF-16, chardet among the Chinese codecs (it is not asked
where the bytes spell the subject of these reports), and where that fails (it does with a single damaged byte) the codec
whose lenient decoding holds most of the field's words. What is still damaged then is decoded line by line, since files
glued together from several sources exist. What is traditional is made simplified for reading only.
"""

import codecs
import html
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import chardet
import ftfy.bad_codecs  # noqa: F401  registers sloppy-windows-1252, which web pages mean by latin-1
import opencc

from gongkai.extract.document import Reason, Rejected
from gongkai.extract.text.markup import is_markup

CHINESE_CODECS = ("gb18030", "big5hkscs")
# Text of another codec does not happen to hold these bytes; chardet would take longer than all else that is done here.
SUBJECTS = {
    subject.encode(codec): codec
    for codec, subjects in (
        ("gb18030", ("政府信息公开", "政府信息公開")),
        ("big5hkscs", ("政府信息公開", "政府資訊公開")),
    )
    for subject in subjects
}
MARKS = (
    (codecs.BOM_UTF8, "utf-8", "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32-le", "utf-32"),  # before UTF-16: its mark begins with UTF-16's
    (codecs.BOM_UTF32_BE, "utf-32-be", "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16"),
)
# What text of this field cannot do without, simplified and traditional.
FIELD_WORDS = re.compile(
    "政府|公开|信息|年度|报告|情况|工作|申请|公開|資訊|報告|情況|申請|人民|数据|规章|总计|本年|行政"
)
LOST = "\ufffd"
STAND_IN = "\x1a"
# A cut character at the very end is the crawler's, not the text's: up to three bytes of one.
CUT_TAIL = 3
FOREIGN = re.compile(b"[\x80-\xff]")
SAMPLE = 200  # bytes, from the first that is not ASCII: chardet is sure of them, and one damaged byte confuses it
# Once decoded wrongly and stored again: (the wrong reading, the codec the bytes were really in).
WRONG_READINGS = (
    ("sloppy-windows-1252", "utf-8"),
    ("latin-1", "utf-8"),
    ("gb18030", "utf-8"),
    ("sloppy-windows-1252", "gb18030"),
    ("latin-1", "gb18030"),
)
LINE_ENDS = re.compile("[\r\v\f\x85\u2028\u2029]")
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
ENTITY = re.compile(r"&(?:#\d{1,6}|#[xX][0-9a-fA-F]{1,5}|nbsp|amp|lt|gt|quot|ldquo|rdquo|middot|mdash|ensp|emsp);")
# UTF-8 read as GB18030 gives the same few characters again and again: 锛 is the comma, 銆 the full stop.
UTF8_AS_GB = re.compile("锛|銆|鈥|淇℃伅|鍏紑|鏀垮簻|鐢宠|绗")
# Digits in the styles of mathematics are digits. PDF fonts map characters to radicals that look like them: Unicode maps
# one block back itself; of the other, the signs
# that are whole characters in simplified text.
RADICAL = re.compile("[\u2e80-\u2fdf\U0001d7ce-\U0001d7ff]")
RADICALS = str.maketrans(
    "⺟⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻤⻥⻦⻨⻩⻬⻮⻰⻳", "母民虎西见角贝车长门青韦页风飞食马鬼鱼鸟麦黄齐齿龙龟"
)
WRITTEN_OUT = re.compile(r"\\r\\n|\\[nrt]")
CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
# Those of LINE_ENDS, INVISIBLE, RADICAL and CONTROL: most texts have none, and are asked once.
UNTIDY = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f\x85\u00ad\u200b-\u200f\u2028-\u202e\u2060\u2e80-\u2fdf\ufeff\U0001d7ce-\U0001d7ff]"
)
# Characters that only traditional text uses and every report holds.
TRADITIONAL = re.compile("[開關門縣鄉鎮區國對應業務項總計請報處機構組織規類屬補決議]")
FEWEST = 8  # one traditional sign in a photograph's caption makes no traditional text
# 區(qū)投資促進(jìn)局: one syllable in Latin letters behind a character.
GLOSS = re.compile(r"(?<=[\u3400-\u9fff])[(（][a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹ]{1,6}[)）]")


class Origin(NamedTuple):
    """Where a line of the text stands in a document of an office program, as people find it there.

    part, name: page 2, sheet 主动公开, table 1; both "" for the document itself. kind, position: line 5, row 5,
    paragraph 5, from 1.
    """

    part: str
    name: str
    kind: str
    position: int

    def __str__(self) -> str:
        within = f"{self.kind} {self.position}"
        return f"{self.part} {self.name}, {within}" if self.part else within


class Remark(NamedTuple):
    """What an opener has to say of a document. code: text_beside, pages_without_text or hidden_sheets, whose words
    transform/finding_words.toml has. about: the pages or sheets that it is about."""

    code: str
    about: str | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """Decoded text with \\n as its only line end.

    encoding: the codec; several joined by "+" where lines differ; "utf-8 read as gb18030" where the text had been
    decoded wrongly before it was stored, and was set right; of what an opener opened, the kind of document. damaged:
    characters that are lost. origins: of each line; () where a line of the text is a line of the document.
    """

    text: str
    encoding: str
    damaged: int
    origins: tuple[Origin | None, ...] = ()
    remarks: tuple[Remark, ...] = ()


def decode(data: bytes) -> Text:
    """Raise Rejected (empty, binary) where there is no text."""
    text, encoding = _decode(data)
    text, encoding = _undo_wrong_reading(text, encoding)
    if "\r" in text:
        text = text.replace("\r\n", "\n")
    untidy = bool(UNTIDY.search(text))
    controls = len(CONTROL.findall(text)) if untidy else 0
    if not text.strip("\x00\ufeff \t\r\n\u3000"):
        raise Rejected(Reason.EMPTY, "The document holds no characters but white space.")
    if _is_binary(text, controls):
        raise Rejected(Reason.BINARY, "The bytes are no text: no encoding that reports come in gives words.")
    damaged = text.count(LOST) + controls
    return Text(_resolved(_tidy(text) if untidy else text), encoding, damaged)


def _decode(data: bytes) -> tuple[str, str]:
    for mark, codec, name in MARKS:
        if data.startswith(mark):
            return _lenient(data[len(mark) :], codec), name
    text = _strict(data, "utf-8")
    if text is not None and "\x00" not in text:
        return text, "utf-8"
    wide = _utf16_without_mark(data)
    if wide is not None:
        return wide
    if text is not None:
        return text, "utf-8"
    return _by_detection(data) or _by_words(data)


def _strict(data: bytes, codec: str) -> str | None:
    """None where the bytes are not of that codec; a character cut off at the very end is forgiven, and lost."""
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        if error.start < len(data) - CUT_TAIL or error.start == 0:
            return None
        return data[: error.start].decode(codec) + LOST


def _lenient(data: bytes, codec: str) -> str:
    return data.decode(codec, "replace")


def _utf16_without_mark(data: bytes) -> tuple[str, str] | None:
    """ASCII characters (line ends, digits, tabs) leave NULs; the words tell on which side of a pair they belong."""
    nuls = data.count(0)
    if nuls * 200 < len(data):
        return None
    readings = {codec: _lenient(data, codec) for codec in ("utf-16-le", "utf-16-be")}
    codec = max(readings, key=lambda name: _words(readings[name]))
    if _words(readings[codec]):
        return readings[codec], codec
    odd = data[1::2].count(0)
    if nuls * 3 > len(data) and max(odd, nuls - odd) > 8 * min(odd, nuls - odd):  # plain ASCII in UTF-16
        codec = "utf-16-le" if odd * 2 > nuls else "utf-16-be"
        return readings[codec], codec
    return None


def _by_detection(data: bytes) -> tuple[str, str] | None:
    """What seems to be the codec, where the bytes bear it out: all of them decode whole, to words of the field."""
    codec = next((codec for subject, codec in SUBJECTS.items() if subject in data), None) or _detected(data)
    text = _strict(data, codec) if codec else None
    whole = text is not None and FIELD_WORDS.search(text) and len(UTF8_AS_GB.findall(text)) < 3
    return (str(text), str(codec)) if whole else None


def _detected(data: bytes) -> str | None:
    foreign = FOREIGN.search(data)
    sample = data[foreign.start() :][:SAMPLE] if foreign else data
    guess = chardet.detect(sample, include_encodings=CHINESE_CODECS, no_match_encoding=CHINESE_CODECS[0])
    return {"GB18030": "gb18030", "Big5": "big5hkscs", "Big5-HKSCS": "big5hkscs"}.get(guess["encoding"] or "")


def _by_words(data: bytes) -> tuple[str, str]:
    """The codec whose lenient decoding holds most of the field's words; line by line where it leaves damage."""
    readings = {codec: _lenient(data, codec) for codec in ("utf-8", *CHINESE_CODECS)}
    codec = max(readings, key=lambda name: (_words(readings[name]), -readings[name].count(LOST)))
    if LOST not in readings[codec] and len(UTF8_AS_GB.findall(readings[codec])) < 3:
        return readings[codec], codec
    lines = [_line(line, codec) for line in data.split(b"\n")]  # a \n is never part of another character in these
    used = dict.fromkeys(name for _, name in lines)
    return "\n".join(line for line, _ in lines), "+".join(sorted(used, key=lambda name: name != codec))


def _line(line: bytes, usual: str) -> tuple[str, str]:
    """Another codec only where the usual one fails and the other decodes whole, to no fewer words."""
    utf8 = _strict(line, "utf-8")
    if utf8 is not None and LOST not in utf8 and not line.isascii():
        return utf8, "utf-8"  # bytes of another codec hardly ever happen to be UTF-8
    text = _lenient(line, usual)
    if LOST in text:
        mostly_lost = text.count(LOST) * 3 > len(text)
        for codec in CHINESE_CODECS:
            other = _strict(line, codec)
            if other is not None and LOST not in other and _words(other) + mostly_lost > _words(text):
                return other, codec
    return text, usual


def _words(text: str) -> int:
    return len(FIELD_WORDS.findall(text))


def _undo_wrong_reading(text: str, encoding: str) -> tuple[str, str]:
    """Set right what was decoded wrongly before it was stored, where that gives words and there were none."""
    if FIELD_WORDS.search(text) or text.isascii():
        return text, encoding
    text = text.replace(LOST, STAND_IN)  # whose own bytes would come out as digits
    repairs = {
        f"{right} read as {wrong.removeprefix('sloppy-')}": text.encode(wrong, "replace")
        .decode(right, "replace")
        .replace(STAND_IN, LOST)
        for wrong, right in WRONG_READINGS
    }
    name, repaired = max(repairs.items(), key=lambda repair: (_words(repair[1]), -repair[1].count(LOST)))
    return (repaired, name) if _words(repaired) >= 3 else (text, encoding)


def _is_binary(text: str, controls: int) -> bool:
    if FIELD_WORDS.search(text):
        return False
    return (controls + text.count(LOST)) * 50 > len(text)


def tidied(text: str) -> str:
    """Text from elsewhere as `decode` would give it: see `Text`."""
    return _tidy(text) if UNTIDY.search(text) else text


def _tidy(text: str) -> str:
    """One kind of line end, no invisible characters, radicals as the characters that they stand for."""
    text = LINE_ENDS.sub("\n", text)
    text = CONTROL.sub("", INVISIBLE.sub("", text))
    if RADICAL.search(text):
        text = RADICAL.sub(lambda radical: unicodedata.normalize("NFKC", radical[0]), text.translate(RADICALS))
    return text


def _resolved(text: str) -> str:
    """Line ends and tabs that were written out, and entities unless it is a web page's source, as what they mean."""
    if "\\" in text and len(WRITTEN_OUT.findall(text)) > text.count("\n") + 5:
        text = WRITTEN_OUT.sub(lambda sign: "\t" if sign[0] == "\\t" else "\n", text)
    for _ in range(2):  # some are escaped twice
        if "&" in text and ENTITY.search(text) and not is_markup(text):
            text = html.unescape(text)
    return text


def simplify(text: str) -> str:
    """The text in simplified characters, line for line; as it is where it was not traditional.

    The pronunciation that mirror sites put behind characters is taken out.
    """
    if len(TRADITIONAL.findall(text)) < FEWEST:
        return text
    converted: str = _converter().convert(GLOSS.sub("", text))
    return converted


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")
