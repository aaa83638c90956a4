"""A paragraph's number lives on: kept through edits, never reused, new ones told by letters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.papers.numbering import number_paragraphs

ACCESS = "People told us that they wait too long on the telephone in the morning."
TRUST = "Trust between a patient and a doctor grows over many meetings and years."
TIME = "Ten minutes are not enough for somebody with three conditions and a worry."
NEW = "Receptionists carry much of the burden and are seldom thanked by anyone."
OTHER = "Interpreters should be booked with the appointment, not after it begins."

PAPER = [("1", ACCESS), ("2", TRUST), ("3", TIME)]
USED = {"1", "2", "3"}


@pytest.mark.parametrize(
    ("new", "numbers"),
    [
        ([ACCESS, TRUST, TIME], ["1", "2", "3"]),
        ([ACCESS, TRUST + " It is easily lost.", TIME], ["1", "2", "3"]),
        ([ACCESS, NEW, TRUST, TIME], ["1", "1A", "2", "3"]),
        ([ACCESS, NEW, OTHER, TRUST, TIME], ["1", "1A", "1B", "2", "3"]),
        ([NEW, ACCESS, TRUST, TIME], ["0A", "1", "2", "3"]),
        ([ACCESS, TRUST, TIME, NEW, OTHER], ["1", "2", "3", "4", "5"]),
        ([ACCESS, TIME], ["1", "3"]),
        ([ACCESS, "Trust between a patient and a doctor", "grows over many meetings and years.", TIME],
         ["1", "2", "2A", "3"]),
        ([], []),
    ],
    ids=["unchanged", "edited", "inserted", "two inserted", "before the first", "at the end",
         "removed", "split", "emptied"],
)  # fmt: skip
def test_numbers_stay_with_their_paragraphs(new, numbers):
    assert number_paragraphs(PAPER, new, USED) == numbers


def test_the_first_version_counts_from_one():
    assert number_paragraphs([], [ACCESS, TRUST, TIME], set()) == ["1", "2", "3"]


def test_a_removed_number_is_not_given_again():
    without_last = number_paragraphs(PAPER, [ACCESS, TRUST], USED)
    assert without_last == ["1", "2"]
    assert number_paragraphs(PAPER[:2], [ACCESS, TRUST, NEW], USED) == ["1", "2", "4"]


def test_an_insertion_beside_an_earlier_one_finds_a_free_letter():
    old = [("1", ACCESS), ("1A", NEW), ("2", TRUST)]
    assert number_paragraphs(old, [ACCESS, OTHER, NEW, TRUST], {"1", "1A", "2"}) == [
        "1", "1B", "1A", "2",
    ]  # fmt: skip


def test_a_very_long_paper_that_was_wholly_rewritten_gets_new_numbers():
    old = [(str(place), f"Old words number {place}.") for place in range(1, 700)]
    numbers = number_paragraphs(old, [f"Other words, {place}." for place in range(700)], set())
    assert len(set(numbers)) == 700


texts = st.lists(st.text("abcdef ", min_size=1, max_size=30), max_size=12)


@given(st.lists(texts, min_size=1, max_size=6))
def test_whatever_is_written_numbers_are_unique_and_never_come_back(versions):
    old: list[tuple[str, str]] = []
    used: set[str] = set()
    for new in versions:
        numbers = number_paragraphs(old, new, used)
        assert len(set(numbers)) == len(new)
        last = {number for number, _ in old}
        assert not (set(numbers) - last) & used
        used |= set(numbers)
        old = list(zip(numbers, new, strict=True))


@given(st.lists(st.text("abcdefghij ", min_size=1), unique=True, max_size=12), st.data())
def test_what_only_lost_neighbours_keeps_its_number(paragraphs, data):
    old = [(str(place), text) for place, text in enumerate(paragraphs, 1)]
    kept = data.draw(st.lists(st.sampled_from(old), unique=True)) if old else []
    kept.sort(key=lambda numbered: int(numbered[0]))
    numbers = number_paragraphs(old, [text for _, text in kept], {n for n, _ in old})
    assert numbers == [number for number, _ in kept]
