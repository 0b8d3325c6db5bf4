"""Traditional characters made simplified, and the pronunciation that mirror sites put behind them taken out."""

import re
from functools import cache

import opencc

# Characters that only traditional text uses and every report holds.
TRADITIONAL = re.compile("[開關門縣鄉鎮區國對應業務項總計請報處機構組織規類屬補決議]")
# 區(qū)投資促進(jìn)局: one syllable in Latin letters behind a character.
GLOSS = re.compile(r"(?<=[\u3400-\u9fff])[(（][a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹ]{1,6}[)）]")
FEWEST = 8  # one traditional sign in a photograph's caption makes no traditional text


def simplify(text: str) -> str:
    """The text in simplified characters, line for line; as it is where it was not traditional."""
    if len(TRADITIONAL.findall(text)) < FEWEST:
        return text
    converted: str = _converter().convert(GLOSS.sub("", text))
    return converted


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")
