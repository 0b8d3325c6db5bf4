"""Mutated reports: nothing but a report or a rejection comes out, soon, and every value stands where it says."""

import random
import re
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.extract.document import Document, Rejected
from gongkai.transform.read import read
from gongkai.transform.report import Fact, Rule, Status
from tests.truth import samples

DIGIT = re.compile(r"\d")
ORIGINALS = [case.document.data for case in samples()]


def mutated(data: bytes, rng: random.Random) -> bytes:
    """Bytes lost, doubled, replaced and moved; pieces of other reports; cut anywhere."""
    for _ in range(rng.randrange(1, 12)):
        at, size = rng.randrange(len(data)), rng.choice([1, 2, 3, 30, 300])
        piece = data[at : at + size]
        other = rng.choice(ORIGINALS)
        start = rng.randrange(len(other))
        data = rng.choice(
            [
                data[:at] + data[at + size :],
                data[:at] + piece + data[at:],
                data[:at] + rng.randbytes(size) + data[at + size :],
                data[:at] + other[start : start + size] + data[at:],
                data[: max(at, 50)],
                data[:at] + data[at:].replace(b"\n", rng.choice([b"", b"\n\n", b"\r\n", b"\t"]), 20),
            ]
        )
    return data


def _is_cut_apart(fact: Fact, lines: Sequence[str]) -> bool:
    """Whether its digits begin in its line, and go on behind whatever cut them."""
    begin = (fact.line or 1) - 1
    own, below = (
        "".join(DIGIT.findall("".join(some))) for some in (lines[begin : begin + 1], lines[begin + 1 : begin + 3])
    )
    at = (own + below).find(fact.raw or "")
    return fact.rule is Rule.PARTED and 0 <= at < len(own)


@settings(max_examples=300)
@given(seed=st.integers(0, 10**9))
def test_mutated_reports_are_read_or_rejected_and_values_have_their_origin(seed: int) -> None:
    rng = random.Random(seed)
    data = mutated(rng.choice(ORIGINALS), rng)
    try:
        report = read(Document("x", data))
    except Rejected:
        return
    lines = report.text.split("\n")
    for fact in report.facts:
        assert (fact.value is None) == (fact.status is not Status.REPORTED)
        if fact.status is Status.REPORTED:
            assert fact.line is not None and fact.raw is not None
            assert fact.raw in lines[fact.line - 1] or "<" in lines[fact.line - 1] or _is_cut_apart(fact, lines)
    for figure in report.figures:
        assert 1 <= figure.line <= len(lines)
