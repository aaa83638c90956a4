"""What a new password must be."""

from __future__ import annotations

from collections.abc import Sequence

from zxcvbn import zxcvbn  # type: ignore[import-untyped]  # it has no types

PASSWORD_MINIMUM_LENGTH = 8
PASSWORD_MAXIMUM_LENGTH = 1_000
_WEIGHED_LENGTH = 72
_LEAST_SCORE = 2  # a million guesses; the next step refuses every password of eight characters


def why_not_password(password: str, own_words: Sequence[str]) -> str | None:
    """Why this cannot be a password, as a sentence, or None; `own_words` are the person's own.

    Any characters will do, and the beginning alone is weighed: it is no weaker for what follows.
    """
    if len(password) < PASSWORD_MINIMUM_LENGTH:
        return f"A password has at least {PASSWORD_MINIMUM_LENGTH} characters."
    if len(password) > PASSWORD_MAXIMUM_LENGTH:
        return f"A password can have up to {PASSWORD_MAXIMUM_LENGTH:,} characters."
    if zxcvbn(password[:_WEIGHED_LENGTH], user_inputs=list(own_words))["score"] < _LEAST_SCORE:
        return (
            "That password is too common or too easily guessed. "
            "A few words that do not belong together make a good one."
        )
    return None
