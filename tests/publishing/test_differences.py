"""What a reader is shown of two texts: what was taken out, what was put in, what stayed."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.publishing.differences import Passage, compare, is_changed
from app.publishing.enums import Change

LONGEST = 400_000
SECONDS = 20


def passages(*texts):
    return [Passage(text) for text in texts]


def shown(old, new):
    """Blocks as text: [-taken out-], {+put in+}, and a number for what stayed."""
    marks = {Change.SAME: "%s", Change.ADDED: "{+%s+}", Change.REMOVED: "[-%s-]"}
    return [
        "".join(marks[piece.change] % piece.text for piece in block.pieces) or block.unchanged
        for block in compare(old, new)
    ]


def test_words_are_marked_inside_a_changed_paragraph():
    assert shown(passages("The cat sat on the mat."), passages("The cat lay down on the mat.")) == [
        "The cat [-sat-]{+lay down+} on the mat."
    ]


def test_a_space_between_two_changed_words_is_read_with_them():
    old, new = passages("It closes on 30 June 2027."), passages("It closes on 14 July 2027.")
    assert shown(old, new) == ["It closes on [-30 June-]{+14 July+} 2027."]


def test_paragraphs_that_stayed_are_counted():
    old = passages("One.", "Two.", "Three.", "Four.")
    new = passages("One.", "Two.", "Three.", "Quite another thing.", "Four.")
    assert shown(old, new) == [3, "{+Quite another thing.+}", 1]


def test_a_paragraph_with_few_of_its_words_left_is_taken_out_and_put_in():
    assert shown(passages("All of this is new."), passages("Nothing stays as it had been.")) == [
        "[-All of this is new.-]{+Nothing stays as it had been.+}",
    ]


def test_an_edited_paragraph_is_found_beside_one_that_was_taken_out():
    old = passages("This goes away.", "Trust grows slowly between two people.")
    new = passages("Trust grows very slowly between two people.")
    assert shown(old, new) == [
        "[-This goes away.-]",
        "Trust grows {+very +}slowly between two people.",
    ]


def test_a_numbered_paragraph_is_the_same_whatever_its_words():
    old = [Passage("Wholly other words.", "1"), Passage("Second.", "2")]
    new = [Passage("Nothing stays here.", "1"), Passage("Put in.", "1A"), Passage("Second.", "2")]
    blocks = compare(old, new)
    assert [(block.number, block.unchanged) for block in blocks] == [("1", 0), ("1A", 0), ("", 1)]
    assert blocks[1].change is Change.ADDED


def test_the_same_text_has_no_changes():
    assert not is_changed(compare(passages("a", "b"), passages("a", "b")))
    assert not is_changed(compare([], []))


WORDS = st.lists(st.sampled_from(["ab", "b", "c,", "\n", "de."]), max_size=12).map(" ".join)
TEXTS = st.lists(WORDS.filter(bool), max_size=8)


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_out_of_their_difference(old, new):
    for side, other, dropped in ((old, new, Change.ADDED), (new, old, Change.REMOVED)):
        blocks = compare(passages(*old), passages(*new))
        read = [
            "".join(piece.text for piece in block.pieces if piece.change is not dropped)
            for block in blocks
            if block.pieces
        ]
        read = [text for text in read if text]
        left = list(side)
        for text in read:
            left.remove(text)
        assert len(left) == sum(block.unchanged for block in blocks)
        assert all(text in other for text in left)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param([f"{n % 97}" for n in range(LONGEST // 3)], [f"{n % 89}" for n in range(LONGEST // 3)], id="countless short paragraphs"),
        pytest.param([" ".join(str(n % 97) for n in range(LONGEST // 3))], [" ".join(str(n % 89) for n in range(LONGEST // 3))], id="one endless paragraph"),
        pytest.param([" ".join(str(n % k) for n in range(200)) for k in range(50, 550)], [" ".join(str(n % k) for n in range(201)) for k in range(50, 550)], id="every paragraph edited"),
    ],
)  # fmt: skip
def test_the_longest_texts_are_compared_in_bounded_time(old, new):
    begun = time.process_time()
    compare(passages(*old), passages(*new))
    assert time.process_time() - begun < SECONDS
