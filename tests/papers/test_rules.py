from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.papers.rules import join_names, make_anchor, make_citation, split_paper

SOURCE = """
## One

First.

Second
goes on.
- a list

### One and a half

   \t
Third.


## Two
"""


def test_a_paper_is_cut_at_headings_and_empty_lines():
    one, half, two = split_paper(SOURCE)
    assert (one.level, one.title, one.blocks) == (
        2,
        "One",
        ["First.", "Second\ngoes on.\n- a list"],
    )
    assert (half.level, half.title, half.blocks) == (3, "One and a half", ["Third."])
    assert (two.level, two.blocks) == (2, [])


def test_words_before_the_first_heading_are_refused():
    with pytest.raises(ValueError, match="begins with a section heading"):
        split_paper("Words.\n\n## One")


@pytest.mark.parametrize("block", ["# One", "#### Four", "##Two", "## Two\nwith words"])
def test_other_headings_are_words(block):
    assert split_paper(f"## One\n\n{block}")[0].blocks == [block]


WORDS = st.text("abc #\n\t-", min_size=1, max_size=30).map(str.strip).filter(bool)


@given(st.lists(WORDS, max_size=8))
def test_no_word_is_lost_in_the_cutting(blocks):
    source = "\n\n".join(["## One", *blocks])
    parts = [part for s in split_paper(source) for part in ("#" * s.level, s.title, *s.blocks)]
    assert "".join("".join(parts).split()) == "".join(source.split())


@given(st.lists(st.text(max_size=120), min_size=2, max_size=6))
def test_every_heading_has_an_address_of_its_own(titles):
    anchors = [make_anchor(position, title) for position, title in enumerate(titles, 1)]
    assert len(set(anchors)) == len(titles)
    assert all(re.fullmatch(r"s[0-9]+(-[a-z0-9]+)*", a) and len(a) <= 80 for a in anchors)


@pytest.mark.parametrize(
    ("names", "words"), [(["A"], "A"), (["A", "B"], "A and B"), (["A", "B", "C"], "A, B and C")]
)
def test_authors_are_named_in_order(names, words):
    assert join_names(names) == words


def test_a_paper_is_cited_by_author_and_date():
    cited = make_citation(["A Marsh", "B Holt"], "On care", 2026, "Inquiry", "https://a.org/p")
    assert cited == "A Marsh and B Holt (2026). On care. Inquiry. https://a.org/p"
