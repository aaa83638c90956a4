"""Page numbers from an address."""

from __future__ import annotations

from flask import request

from app.core.errors import NotFoundError

_LONGEST = 9  # digits, within the integers of every database


def read_page() -> int:
    """`?page=N`, 1 without it; anything else has no page."""
    text = request.args.get("page", "1")
    if not (text.isascii() and text.isdecimal() and len(text) <= _LONGEST):
        raise NotFoundError("that is not a page number")
    return int(text)


def read_id(name: str) -> int | None:
    """The row number in an address's argument, None without one."""
    text = request.args.get(name, "")
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= _LONGEST):
        raise NotFoundError("that is not a row's number")
    return int(text)
