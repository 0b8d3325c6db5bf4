"""Where in its line a value stands. It is told only where every way to find the line's values in their order agrees."""

import re
from collections.abc import Sequence

Span = tuple[int, int]  # from, to: characters of a line
_DIGIT_BEFORE = re.compile(r"\d[.,，]?$")
# More of the same number, or a number that only counts items, as in `1.属于国家秘密`.
_NOT_ITS_END = re.compile(r"[.,，]?\d|[.．](?!\d|$)")


def certain_spans(line: str, raws: Sequence[str]) -> list[Span | None]:
    """Where each value stands in the line, None where that is not certain. raws: as printed, in the form's order."""
    occurrences = [_occurrences(line, raw) for raw in raws]
    first, last = _leftmost(occurrences), _rightmost(occurrences)
    if first and last:
        return [one if one == other else None for one, other in zip(first, last, strict=True)]
    # The line has another order than the form: only what stands there once is certain.
    return [
        spans[0] if len(spans) == 1 and raws.count(raw) == 1 else None
        for raw, spans in zip(raws, occurrences, strict=True)
    ]


def _occurrences(line: str, raw: str) -> list[Span]:
    spans = [match.span() for match in re.finditer(re.escape(raw), line)] if raw else []
    return [
        (start, end)
        for start, end in spans
        if not _DIGIT_BEFORE.search(line, max(0, start - 2), start) and not _NOT_ITS_END.match(line, end)
    ]


def _leftmost(occurrences: Sequence[Sequence[Span]]) -> list[Span] | None:
    chosen: list[Span] = []
    free_from = 0
    for spans in occurrences:
        span = next((span for span in spans if span[0] >= free_from), None)
        if span is None:
            return None
        chosen.append(span)
        free_from = span[1]
    return chosen


def _rightmost(occurrences: Sequence[Sequence[Span]]) -> list[Span] | None:
    chosen: list[Span] = []
    free_to: float = float("inf")
    for spans in reversed(occurrences):
        span = next((span for span in reversed(spans) if span[1] <= free_to), None)
        if span is None:
            return None
        chosen.append(span)
        free_to = span[0]
    return chosen[::-1]
