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


@given(LAST_NUMBERS, st.booleans())
def test_every_number_stands_on_exactly_one_page(last_number, newest_first):
    listed = []
    for page in range(1, count_pages(last_number) + 1):
        numbers = range_of_page(page, last_number, newest_first=newest_first)
        listed += sorted(range(numbers.first, numbers.last + 1), reverse=newest_first)
    assert listed == sorted(range(1, last_number + 1), reverse=newest_first)


@given(st.integers(1, 1_000), st.integers(0, 1_000))
def test_a_number_keeps_its_page_however_many_follow(number, following):
    page = range_of_page(page_of_number(number), number + following, newest_first=False)
    assert page.first <= number <= page.last


@given(LAST_NUMBERS, st.booleans())
def test_no_page_has_more_than_fifty(last_number, newest_first):
    for page in range(1, count_pages(last_number) + 1):
        numbers = range_of_page(page, last_number, newest_first=newest_first)
        assert numbers.last - numbers.first < PAGE_SIZE


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
