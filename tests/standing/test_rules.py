"""Placeholders: every one that is known is filled in, and no other can be saved."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.standing.enums import PageName, Placeholder
from app.standing.rules import why_not_clause, why_not_line, why_not_publish, why_not_source

INLINE = [one.value for one in Placeholder if not one.is_block]
BLOCKS = [one.value for one in Placeholder if one.is_block]
NAMES = st.sampled_from([*INLINE, *BLOCKS, "organization", "", "Site", "#a", "a b"])
WORDS = st.text(st.characters(exclude_characters="{}"), max_size=12)
TEXTS = st.lists(st.one_of(WORDS, NAMES.map("{{{}}}".format), st.just("\n\n"))).map("".join)


def accepted(source, page=PageName.PRIVACY):
    return why_not_source(page, source) is None


@pytest.mark.parametrize("name", INLINE)
def test_what_is_known_can_stand_within_a_sentence(name):
    assert accepted(f"It is {{{name}}}, always.")
    assert why_not_line(f"By {{{name}}}.") is None


@pytest.mark.parametrize("name", BLOCKS)
def test_a_block_stands_in_a_paragraph_of_its_own_and_nowhere_else(name):
    page = PageName.MODERATION_POLICY
    more = "" if name == "reasons" else "\n\n{reasons}"
    for good in ("Words.\n\n{%s}\n\nMore.", "{%s}", "Words.\n \n{%s}  ", "A\n\n\n{%s}\n"):
        assert accepted(good % name + more, page)
    for bad in ("See {%s}.", "Words.\n{%s}", "{%s}\nWords.", "- {%s}", "  - a\n\n  {%s}"):
        assert not accepted(bad % name + more, page)
    assert why_not_line(f"{{{name}}}")


def test_two_blocks_can_follow_each_other():
    assert accepted("{contact}\n\n{reasons}\n\n{contact}", PageName.MODERATION_POLICY)


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("No place.", "The policy needs {reasons} once"),
        ("{reasons}\n\n{reasons}", "The policy needs {reasons} once"),
        ("{reasons}\n\n## A {#main}", "is kept for another place"),
        ("{reasons}\n\n## A {#reason-spam}", "is kept for another place"),
        ("{reasons}\n\n## A {#A b}", "of small letters, digits and hyphens"),
        ("{reasons}\n\n## A {#a}\n\n### B {#a}", "stands on two headings"),
        ("{reasons}\n\nNot a heading {#a}", "Nothing can be filled in for {#a}"),
    ],
)
def test_what_the_policy_cannot_say_is_told(source, sentence):
    assert sentence in (why_not_source(PageName.MODERATION_POLICY, source) or "")


@given(TEXTS)
def test_every_refusal_is_a_sentence(text):
    for page in PageName:
        said = why_not_source(page, text)
        assert said is None or ((said[0].isupper() or said[0] == "{") and said.endswith("."))


@given(TEXTS)
def test_nothing_unknown_is_ever_accepted(text):
    for unknown in ("{organization}", "{}", "{Site}", "{a b}"):
        if unknown in text:
            assert not accepted(text)
            assert why_not_line(text)


@given(WORDS)
def test_words_without_braces_are_always_accepted(text):
    assert accepted(text)
    assert why_not_line(text) is None
    assert why_not_clause(text) is None


@given(WORDS, NAMES)
def test_in_a_clause_nothing_is_filled_in(words, name):
    assert why_not_clause(f"{words}{{{name}}}{words}")


def test_publishing_needs_a_change_and_a_note():
    assert why_not_publish("New.", is_changed=True) is None
    assert "Say in a sentence" in (why_not_publish("", is_changed=True) or "")
    assert "reads already" in (why_not_publish("New.", is_changed=False) or "")
