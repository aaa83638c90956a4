"""Numbers in addresses."""

from __future__ import annotations

import pytest

from app.core.errors import NotFoundError
from app.web.pagination import read_id, read_page


@pytest.mark.parametrize(
    ("query", "page"), [("", 1), ("?page=1", 1), ("?page=07", 7), ("?page=999999999", 999_999_999)]
)
def test_a_page_is_a_number(app, query, page):
    with app.test_request_context(f"/{query}"):
        assert read_page() == page


@pytest.mark.parametrize("text", ["x", "-1", "+1", "1.0", "%20", "²", "٣", "1000000000", "1 "])
def test_anything_else_has_no_page(app, text):
    with app.test_request_context(f"/?page={text}&before={text}"):
        with pytest.raises(NotFoundError):
            read_page()
        with pytest.raises(NotFoundError):
            read_id("before")


def test_a_row_need_not_be_named(app):
    with app.test_request_context("/?before="):
        assert read_id("before") is None
    with app.test_request_context("/?before=12"):
        assert read_id("before") == 12
