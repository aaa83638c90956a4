"""What a new password must be, and what may not be done to an account."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from zxcvbn import zxcvbn  # type: ignore[import-untyped]  # it has no types

from app.accounts.enums import Role, StaffState

INVITATION_DAYS = 7
LOCAL_WORDS = ("soundings", "consultation", "inquiry", "moderator", "publisher")
PASSWORD_MINIMUM_LENGTH = 8
PASSWORD_MAXIMUM_LENGTH = 1_000
_WEIGHED_LENGTH = 72
_LEAST_SCORE = 2  # a million guesses; the next step refuses every password of eight characters


def list_local_words(organisation: str) -> list[str]:
    """What somebody who knows only the site would try first."""
    return [*LOCAL_WORDS, organisation, *organisation.split()]


def why_not_password(password: str, known_words: Sequence[str]) -> str | None:
    """Why this cannot be a password, as a sentence, or None; `known_words` make it no stronger.

    Any characters will do, and the beginning alone is weighed: it is no weaker for what follows.
    """
    if len(password) < PASSWORD_MINIMUM_LENGTH:
        return f"A password has at least {PASSWORD_MINIMUM_LENGTH} characters."
    if len(password) > PASSWORD_MAXIMUM_LENGTH:
        return f"A password can have up to {PASSWORD_MAXIMUM_LENGTH:,} characters."
    if zxcvbn(password[:_WEIGHED_LENGTH], user_inputs=list(known_words))["score"] < _LEAST_SCORE:
        return (
            "That password is too common or too easily guessed. "
            "A few words that do not belong together make a good one."
        )
    return None


def why_not_disable(*, is_self: bool, is_last_admin: bool) -> str | None:
    if is_self:
        return "You cannot disable your own account. Another administrator can."
    if is_last_admin:
        return "This is the last administrator who can sign in. Make somebody else one first."
    return None


def why_not_change_roles(
    roles: Iterable[Role], *, takes_admin: bool, is_self: bool, is_last_admin: bool
) -> str | None:
    """Why somebody cannot have these roles from now on, as a sentence, or None."""
    if not list(roles):
        return "Choose at least one role. To keep somebody out, disable the account."
    if takes_admin and is_self:
        return "You cannot take the role of administrator from yourself. Another one can."
    if takes_admin and is_last_admin:
        return "This is the last administrator who can sign in. Make somebody else one first."
    return None


def why_not_invite_again(state: StaffState) -> str | None:
    if state is StaffState.ACTIVE:
        return "This person has chosen a password already and needs no invitation."
    if state is StaffState.DISABLED:
        return "This account is disabled. Enable it first."
    return None


def why_not_accept(
    *, is_used: bool, is_replaced: bool, is_expired: bool, is_disabled: bool
) -> str | None:
    """Why an invitation opens nothing any more, as a sentence, or None."""
    if is_used:
        return "This invitation has been used: your password is set. Sign in with it."
    if is_disabled:
        return "This account has been disabled since the invitation was sent."
    if is_replaced:
        return "A newer invitation was sent to you. Use the link in the latest message."
    if is_expired:
        return f"This invitation has expired: a link works for {INVITATION_DAYS} days."
    return None


def needs_second_factor(roles: Iterable[Role], required_for: Iterable[str]) -> bool:
    """Whether one of the roles may not be used with a password alone."""
    return not {role.value for role in roles}.isdisjoint(required_for)


def why_not_turn_off(*, is_on: bool, is_required: bool) -> str | None:
    """Why somebody cannot turn the own second factor off, as a sentence, or None."""
    if not is_on:
        return "Your second factor is off already."
    if is_required:
        return "Your role needs a second factor here, so you cannot turn it off."
    return None


def say_roles(roles: Iterable[Role]) -> str:
    """ "moderator, publisher"; "no role"."""
    return ", ".join(sorted(role.value for role in roles)) or "no role"
