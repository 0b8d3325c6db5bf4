"""The source of web pages: what a reader of the page would see, line for line."""

import html
import re

MARKUP = re.compile(r"<(?:table|tr|td|p|div|br|html|body|span)\b[^<>]*>", re.IGNORECASE)
UNSEEN_BEGINS = re.compile(r"<(?:(script|style|head)\b|!--)", re.IGNORECASE)
UNSEEN_ENDS: dict[str | None, re.Pattern[str]] = {
    None: re.compile("-->"),
    **{name: re.compile(rf"</{name}\s*>", re.IGNORECASE) for name in ("script", "style", "head")},
}
BLOCK_END = re.compile(r"</(?:p|tr|div|h[1-6]|table|li|title)\s*>|<br\s*/?>", re.IGNORECASE)
TAG = re.compile(r"<[^<>]*>")


def is_markup(text: str) -> bool:
    return "<" in text and bool(MARKUP.search(text))


def without_unseen(text: str) -> str:
    """Scripts, styles and comments blanked out; the lines stay where they are. What is not closed stays.

    Of each kind, an end that is not found is looked for once: as one pattern with the begin, ten thousand of them took
    minutes.
    """
    pieces: list[str] = []
    unclosed: set[str | None] = set()
    done = position = 0
    while begin := UNSEEN_BEGINS.search(text, position):
        position = begin.end()
        name = begin[1].lower() if begin[1] else None
        end = None if name in unclosed else UNSEEN_ENDS[name].search(text, position)
        if end is None:
            unclosed.add(name)
            continue
        pieces += text[done : begin.start()], "\n" * text.count("\n", begin.start(), end.end())
        done = position = end.end()
    return "".join((*pieces, text[done:]))


def seen(line: str) -> str:
    """A line of source as the page shows it."""
    return html.unescape(TAG.sub("", line)) if "<" in line or "&" in line else line
