"""What saves the reader work must not change what it reads: words and characters that are asked for first."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.transform.key.is_report import DeclaredSign, declared
from gongkai.transform.key.names import by_first_character, patterns
from gongkai.transform.prose.measures import Measure, measures
from gongkai.transform.prose.words import alternation, pattern, words

# Hypothesis finds no text for the lookahead of the one that is left out.
SIGNS = [sign for sign in declared().signs if sign.words and sign.name != "is a rule of articles"]
ENDINGS = (*patterns().heads, "(?<=[县区])政府", "(?<!供销)社", "(?:农|林)场", "[一二]小", "局机关", "局")


@pytest.mark.parametrize("sign", SIGNS, ids=[sign.name for sign in SIGNS])
@given(st.data())
def test_a_line_that_shows_a_sign_has_one_of_its_words(sign: DeclaredSign, data: st.DataObject) -> None:
    seen = data.draw(st.from_regex(sign.pattern))
    assert sign.words and sign.words.search(seen)


@pytest.mark.parametrize(
    ("section", "name", "any_of"),
    [
        ("periods", "other_spans", "periods.any_span"),
        *(("scopes", name, "scopes.any") for name in ("wider", "begins_wider", "begins_wider_to_a_township")),
        ("clauses", "own_unit", "scopes.any"),
    ],
)
@given(st.data())
def test_a_clause_with_a_word_of_a_list_has_what_is_asked_for_first(
    section: str, name: str, any_of: str, data: st.DataObject
) -> None:
    said = data.draw(st.from_regex(pattern(alternation(section, name))))
    assert words(*any_of.split(".")).search(said)


@pytest.mark.parametrize("measure", [one for one in measures() if one.about], ids=lambda measure: measure.code)
@given(st.data())
def test_words_of_a_measure_have_one_of_those_that_they_are_about(measure: Measure, data: st.DataObject) -> None:
    fitting = data.draw(st.one_of([st.from_regex(fits) for fits in (*measure.patterns, measure.none) if fits]))
    assert any(word in fitting for word in measure.about)


@given(st.lists(st.sampled_from(sorted(set("".join(ENDINGS)) | set("县区供销党")))).map("".join))
def test_endings_by_their_first_characters_are_the_same(text: str) -> None:
    fast, plain = re.compile(by_first_character(ENDINGS)), re.compile("|".join(ENDINGS))
    assert [found.span() for found in fast.finditer(text)] == [found.span() for found in plain.finditer(text)]
