from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.text import (
    _LINE_ENDS,
    _MARK_RUN,
    _MAY_COMPOSE,
    _REMOVED,
    clean_line,
    clean_text,
    is_blank,
    normalise,
)

TEXTS = st.text(
    st.characters(codec="utf-8")
    | st.sampled_from("\r\n\u202e\u2067\u200d\x00\ufffe e\u0301\u00ad\u200b\u3000")
)


@given(TEXTS)
def test_cleaning_twice_changes_nothing_more(text):
    assert clean_text(clean_text(text)) == clean_text(text)


@given(TEXTS)
def test_cleaned_text_is_composed_and_holds_nothing_that_misleads(text):
    cleaned = clean_text(text)
    assert unicodedata.is_normalized("NFC", cleaned)
    assert not set(cleaned) & set("\r\x00\u202a\u202b\u202c\u202d\u202e\u2066\u2067\ufffe\uffff")


@given(TEXTS)
def test_a_cleaned_line_is_one_composed_line_and_stays_as_it_is(text):
    line = clean_line(text)
    assert clean_line(line) == line
    assert unicodedata.is_normalized("NFC", line)
    assert line == " ".join(line.split())


@given(st.integers(0, 16))
def test_noncharacters_of_every_plane_go(plane):
    ends = chr(plane * 0x10000 + 0xFFFE) + chr(plane * 0x10000 + 0xFFFF)
    assert clean_text(f"a{ends}b") == "ab"


def test_whatever_cleaning_takes_away_or_changes_is_not_printable():
    """So a text that is printable but for its line ends needs no such cleaning."""
    for char in map(chr, range(sys.maxunicode + 1)):
        if _REMOVED.match(char) or (_LINE_ENDS.match(char) and char != "\n"):
            assert not char.isprintable()


@given(st.text(st.characters(categories=["Cc"]), min_size=1))
def test_no_control_stays_but_tabs_and_line_ends(controls):
    assert set(clean_text(f"a{controls}b")) <= set("ab\t\n")


@given(st.text(st.characters(codec="utf-8")), st.integers(1, 5))
def test_an_accent_is_the_same_however_it_was_typed(text, times):
    assert clean_text(text + "e\u0301" * times) == clean_text(text + "é" * times)


@given(
    st.text(st.characters(codec="utf-8") | st.sampled_from("\u0301\u0316\u0344\u0345a"))
    | st.text(st.sampled_from("\u0f71\u0f72\u0f73\u0f75\u0f81\u0f40\u0301\u0316\u0344a"))
)
def test_ordering_the_marks_first_gives_the_same_composition(text):
    assert normalise(text) == unicodedata.normalize("NFC", text)


def test_a_very_long_run_of_marks_is_put_in_order():
    """Half a million of them: an ordering that compares each with each would not come back."""
    run = normalise("b" + "\u0301\u0316" * 250_000)
    assert run == "b" + "\u0316" * 250_000 + "\u0301" * 250_000
    run = normalise("b" + "\u0f73" * 100_000)
    assert run == "b" + "\u0f71" * 100_000 + "\u0f72" * 100_000


def test_every_character_that_begins_with_a_mark_is_put_in_order():
    """Also one that is no mark by its own class, as three vowel signs of Tibetan."""
    begin_with_a_mark = {
        char
        for char in map(chr, range(sys.maxunicode + 1))
        if unicodedata.combining(unicodedata.normalize("NFD", char)[0])
    }
    assert {char for char in begin_with_a_mark if not _MARK_RUN.fullmatch(char * 2)} == set()
    assert set("\u0f73\u0f75\u0f81") <= begin_with_a_mark


def test_joiners_and_direction_marks_stay():
    assert clean_text("می\u200cخواهم \u200f!") == "می\u200cخواهم \u200f!"


def test_line_ends_become_one_kind():
    assert clean_text("a\r\nb\rc\u2028d") == "a\nb\nc\nd"


def test_indents_and_empty_lines_within_stay_as_typed():
    assert clean_text("\n\n  one\n\n\n\ttwo  \n") == "  one\n\n\n\ttwo  "


@pytest.mark.parametrize("name", ["Zoë", "ﷺ", "か", "अ", "👩\u200d🔬", "0", "-"])
def test_a_name_that_somebody_can_see_is_not_blank(name):
    assert not is_blank(name)


@pytest.mark.parametrize(
    "name", ["", " ", "\u200b\u2060", "\u3164", "\u2800", "\U0001d159", "\ufffc"]
)
def test_a_name_that_nobody_can_see_is_blank(name):
    assert is_blank(name)


def test_a_name_with_a_hidden_character_is_the_same_name():
    assert clean_line("Zoe\u00ad\u0308") == "Zoë"
    assert clean_line("NHS\u200b Eng\u00adland\U000e0041") == "NHS England"


def test_no_character_that_passes_unlooked_at_would_become_another():
    """The short way of `normalise`, held against the long one."""
    passing = [chr(code) for code in range(0x10000) if not _MAY_COMPOSE.search(chr(code))]
    assert len(passing) > 700
    for char in passing:
        assert unicodedata.normalize("NFC", char) == char
        assert unicodedata.combining(char) == 0
