"""The source of web pages: what a reader of the page would see, line for line."""

import html
import re

MARKUP = re.compile(r"<(?:table|tr|td|p|div|br|html|body|span)\b[^<>]*>", re.IGNORECASE)
UNSEEN_BEGINS = re.compile(r"<(?:(script|style|head)\b|!--)", re.IGNORECASE)
UNSEEN_ENDS: dict[str | None, re.Pattern[str]] = {
    None: re.compile("-->"),
    **{name: re.compile(rf"</{name}\s*>", re.IGNORECASE) for name in ("script", "style", "head")},
}
CELL_BEGINS = re.compile(r"<t[dh]\b[^<>]*>(?:\s|<span\b[^<>]*>|<p\b[^<>]*>)*\Z", re.IGNORECASE)
LONGEST_BEGIN = 300  # characters of a cell's tag and those within it
OBJECT = "\ufffc"  # Unicode's sign for what is shown and is no text
BLOCK_END = re.compile(r"</(?:p|tr|div|h[1-6]|table|li|title)\s*>|<br\s*/?>", re.IGNORECASE)
BETWEEN_DIGITS = re.compile(  # what stands above and below it are two figures
    r"(?<=\d)(?:</?(?:p|tr|t[dh]|div|li|[uo]l|br)\b[^<>\n]*>)+(?=\d)", re.IGNORECASE
)
TAG = re.compile(r"<[^<>]*>")
TAG_IN_LINE = re.compile(r"<[^<>\n]*>")


def is_markup(text: str) -> bool:
    return "<" in text and bool(MARKUP.search(text))


def without_unseen(text: str) -> str:
    """Scripts, styles and comments blanked out; the lines stay where they are. What is not closed stays.

    Where a cell begins with a script, which may write what the page shows there, the sign of an object stands.

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
        if name == "script" and CELL_BEGINS.search(text, max(done, begin.start() - LONGEST_BEGIN), begin.start()):
            pieces.append(OBJECT)
        done = position = end.end()
    return "".join((*pieces, text[done:]))


def seen(source: str) -> str:
    """Source as the page shows it."""
    return html.unescape(TAG.sub("", BETWEEN_DIGITS.sub(" ", source))) if "<" in source or "&" in source else source


def seen_lines(source: str) -> list[str]:
    """Each line of source as the page shows it; of a tag that goes on over lines, its pieces stay."""
    lines = html.unescape(TAG_IN_LINE.sub("", BETWEEN_DIGITS.sub(" ", source))).split("\n")
    return lines if len(lines) == source.count("\n") + 1 else [seen(line) for line in source.split("\n")]
