"""The source of web pages: what a reader of the page would see, line for line."""

import html
import re

MARKUP = re.compile(r"<(?:table|tr|td|p|div|br|html|body|span)\b[^<>]*>", re.IGNORECASE)
UNSEEN = re.compile(r"<(script|style|head)\b.*?</\1\s*>|<!--.*?-->", re.IGNORECASE | re.DOTALL)
BLOCK_END = re.compile(r"</(?:p|tr|div|h[1-6]|table|li|title)\s*>|<br\s*/?>", re.IGNORECASE)
TAG = re.compile(r"<[^<>]*>")


def is_markup(text: str) -> bool:
    return "<" in text and bool(MARKUP.search(text))


def without_unseen(text: str) -> str:
    """Scripts, styles and comments blanked out; the lines stay where they are."""
    return UNSEEN.sub(lambda unseen: "\n" * unseen[0].count("\n"), text)


def seen(line: str) -> str:
    """A line of source as the page shows it."""
    return html.unescape(TAG.sub("", line)) if "<" in line or "&" in line else line
