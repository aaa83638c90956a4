"""Why a file cannot be taken, in plain words."""

from __future__ import annotations

from app.core.errors import RefusedError


class UnfitFileError(RefusedError):
    """`reason` says what is wrong with the file, for the person who chose it."""


def need(is_so: bool, sentence: str) -> None:
    """Raises UnfitFileError with the sentence where it is not so."""
    if not is_so:
        raise UnfitFileError(sentence)
