"""Which channels a text names: 微信, 网站, 公开栏."""

import re
from functools import cache

from gongkai.transform.prose.measures import channels
from gongkai.transform.prose.words import words

# 各类平台 are all of them, and none in particular.
ANY_OF_THEM = re.compile("(?:各(?:类|种|个)?|多(?:个|种|样)?|不同)(?:渠道|平台|方式|媒体|形式|途径|载体)")
COLUMNS = words("channels", "columns")
COLUMN = "column"  # what stands in a column is no channel's count
QUOTED = re.compile('[“"「][^”"」]{0,20}[”"」]')


def named_channels(text: str) -> frozenset[str]:
    """Codes of the channels that a text names, but not in a name in quotation marks, unless there is no other.

    COLUMN where it names a column only.
    """
    if not any_channel().search(text):  # most texts
        return frozenset()
    text = ANY_OF_THEM.sub("", text)
    return frozenset(_named(QUOTED.sub("", text)) or _named(text))


@cache
def any_channel() -> re.Pattern[str]:
    """The name of any channel, or a column."""
    names = [name.pattern for measure in channels() for name in (measure.names, measure.names_otherwise) if name]
    return re.compile("|".join([*names, COLUMNS.pattern]))


def _named(text: str) -> list[str]:
    names, otherwise = _names()
    found = [code for code, name in names if name.search(text)]
    found = found or [code for code, name in otherwise if name.search(text)]
    return found or ([COLUMN] if COLUMNS.search(text) else [])


@cache
def _names() -> tuple[list[tuple[str, re.Pattern[str]]], list[tuple[str, re.Pattern[str]]]]:
    """(channels with their names, and with the names by which they are called where no other is)."""
    return (
        [(measure.code, measure.names) for measure in channels() if measure.names],
        [(measure.code, measure.names_otherwise) for measure in channels() if measure.names_otherwise],
    )
