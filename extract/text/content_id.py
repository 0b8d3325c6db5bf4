"""Whether two documents say the same: their letters and figures, whatever the encoding and layout."""

import hashlib
import html
import re

from gongkai.extract.text.markup import TAG, is_markup, without_unseen

# Runs of what carries meaning. Blanks, punctuation, pipes and lines are what layouts differ in.
SAID = re.compile(r"[\u3400-\u9fff0-9A-Za-z\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]+")
WIDE = b"\xef"  # with it begin full-width letters and digits in UTF-8, and nothing else that is said
NARROW = {wide: wide - 0xFEE0 for wide in range(0xFF10, 0xFF5B)}


def content_id(text: str) -> str:
    """sha-256, hex, of the letters, digits and Chinese characters of a text. text: in simplified characters."""
    if is_markup(text):
        text = html.unescape(TAG.sub("", without_unseen(text)))
    said = "".join(SAID.findall("".join(text.split())))  # blanks are most of what goes: split is quick
    encoded = said.encode()
    if WIDE in encoded:
        encoded = said.translate(NARROW).encode()
    return hashlib.sha256(encoded).hexdigest()
