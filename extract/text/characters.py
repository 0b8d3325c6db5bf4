"""Characters of a text: traditional ones made simplified, and what two texts have in common, whatever their layout."""

import hashlib
import html
import re
from functools import cache

import opencc

from gongkai.extract.text.markup import TAG, is_markup, without_unseen

# Characters that only traditional text uses and every report holds.
TRADITIONAL = re.compile("[開關門縣鄉鎮區國對應業務項總計請報處機構組織規類屬補決議]")
# 區(qū)投資促進(jìn)局: one syllable in Latin letters behind a character.
GLOSS = re.compile(r"(?<=[\u3400-\u9fff])[(（][a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹ]{1,6}[)）]")
FEWEST = 8  # one traditional sign in a photograph's caption makes no traditional text
# Runs of what carries meaning. Blanks, punctuation, pipes and lines are what layouts differ in.
SAID = re.compile(r"[\u3400-\u9fff0-9A-Za-z\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]+")
WIDE = b"\xef"  # with it begin full-width letters and digits in UTF-8, and nothing else that is said
NARROW = {wide: wide - 0xFEE0 for wide in range(0xFF10, 0xFF5B)}


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


def content_id(text: str) -> str:
    """sha-256, hex, of the letters, digits and Chinese characters of a text: the same in whatever encoding and layout.

    text: in simplified characters.
    """
    if is_markup(text):
        text = html.unescape(TAG.sub("", without_unseen(text)))
    said = "".join(SAID.findall("".join(text.split())))  # blanks are most of what goes: split is quick
    encoded = said.encode()
    if WIDE in encoded:
        encoded = said.translate(NARROW).encode()
    return hashlib.sha256(encoded).hexdigest()
