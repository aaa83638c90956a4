from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.comments.enums import CommentStatus
from app.comments.rules import (
    PAGE_SIZE,
    count_pages,
    page_of_number,
    range_of_page,
    why_not_withdraw,
)

LAST_NUMBERS = st.integers(0, 1_000)


@given(LAST_NUMBERS)
def test_every_place_stands_on_exactly_one_page(last_number):
    pages = [range_of_page(page) for page in range(1, count_pages(last_number) + 1)]
    listed = [place for page in pages for place in range(page.first, page.last + 1)]
    assert listed[:last_number] == list(range(1, last_number + 1))
    assert last_number > len(listed) - PAGE_SIZE or len(pages) == 1


@given(st.integers(1, 1_000))
def test_a_number_stands_on_its_page(number):
    page = range_of_page(page_of_number(number))
    assert page.first <= number <= page.last


@given(st.integers(1, 1_000))
def test_a_page_has_fifty_places(page):
    places = range_of_page(page)
    assert places.last - places.first + 1 == PAGE_SIZE


@pytest.mark.parametrize(
    ("last_number", "pages"), [(0, 1), (1, 1), (50, 1), (51, 2), (100, 2), (101, 3)]
)
def test_fifty_numbers_make_a_page(last_number, pages):
    assert count_pages(last_number) == pages


WITHDRAWABLE = {
    CommentStatus.PENDING: True,
    CommentStatus.PUBLISHED: True,
    CommentStatus.SUSPENDED: True,
    CommentStatus.ACKNOWLEDGED: True,
    CommentStatus.REJECTED: False,
    CommentStatus.SPAM: False,
    CommentStatus.WITHDRAWN: False,
}


@pytest.mark.parametrize("status", CommentStatus)
def test_what_was_taken_can_be_withdrawn_and_what_was_refused_cannot(status):
    assert (why_not_withdraw(status) is None) is WITHDRAWABLE[status]
