"""The errors that features raise and the web turns into pages."""

from __future__ import annotations


class NotFoundError(LookupError):
    """Nothing this person may see has that name or number."""


class RefusedError(Exception):
    """A rule forbids the act; `reason` is a sentence that may be shown to the person."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
