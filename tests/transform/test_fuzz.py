"""Mutated reports: nothing but a report or a rejection comes out, soon, and every value stands where it says."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.extract.document import Document, Rejected
from gongkai.transform.read import read
from gongkai.transform.report import Status
from tests.truth import samples

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
            assert fact.raw in lines[fact.line - 1] or "<" in lines[fact.line - 1]
    for figure in report.figures:
        assert 1 <= figure.line <= len(lines)
