"""What a standing page's text may hold, and when it may be published."""

from __future__ import annotations

import re
from collections import Counter

from app.standing.enums import PageName, Placeholder

NOTE_LIMIT = 1_000
# Standing elsewhere on every page, or made for the clauses.
_TAKEN_ANCHORS = re.compile(r"main|reason-.*")
_BRACES = re.compile(r"\{([^{}\n]*)\}")
_BLOCK = re.compile(r"(?:\A|\n[ \t]*\n)\{(\w+)\}(?=[ \t]*(?:\n[ \t]*\n|\n?\Z))")
_ANCHOR = re.compile(r"^ {0,3}#{1,6}[ \t].*\{#([^{}\n]*)\}[ \t]*$", re.MULTILINE)
_ANCHOR_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def list_named(text: str) -> list[str]:
    """What stands in braces and is meant to be filled in, in its order."""
    return [name for name in _BRACES.findall(_ANCHOR.sub("", text))]


def why_not_source(page: PageName, source: str) -> str | None:
    """Why a page cannot have this text, as a sentence, or None."""
    return (
        _why_not_anchors(_ANCHOR.findall(source))
        or _why_unknown(list_named(source), list(Placeholder))
        or _why_not_blocks(source)
        or _why_not_reasons(page, list_named(source).count(Placeholder.REASONS.value))
    )


def why_not_line(text: str) -> str | None:
    """The same for a title, a description or a lead, which hold no blocks."""
    return _why_unknown(_BRACES.findall(text), [one for one in Placeholder if not one.is_block])


def why_not_clause(text: str) -> str | None:
    """The same for the texts of a clause, in which nothing is filled in: they travel in mail."""
    names = _BRACES.findall(text)
    return f"Nothing is filled in here: write {{{names[0]}}} out." if names else None


def why_not_publish(note: str, *, is_changed: bool) -> str | None:
    if not is_changed:
        return "These are the words that the public reads already."
    if not note:
        return "Say in a sentence what changed: it is shown with the earlier versions."
    return None


def _why_unknown(names: list[str], allowed: list[Placeholder]) -> str | None:
    known = {one.value for one in allowed}
    for name in names:
        if name not in known:
            return (
                f"Nothing can be filled in for {{{name}}} here: "
                "the panel above lists what can be, and where."
            )
    return None


def _why_not_blocks(source: str) -> str | None:
    alone = Counter(_BLOCK.findall(source))
    named = Counter(list_named(source))
    for one in Placeholder:
        if one.is_block and named[one.value] != alone[one.value]:
            return f"{{{one.value}}} must stand in a paragraph of its own, between empty lines."
    return None


def _why_not_reasons(page: PageName, count: int) -> str | None:
    if page is not PageName.MODERATION_POLICY:
        return "{reasons} belongs to the moderation policy alone." if count else None
    if count != 1:
        return "The policy needs {reasons} once, where its clauses are to stand."
    return None


def _why_not_anchors(anchors: list[str]) -> str | None:
    for anchor in anchors:
        if not _ANCHOR_NAME.fullmatch(anchor):
            return f"The mark {{#{anchor}}} must be of small letters, digits and hyphens."
        if _TAKEN_ANCHORS.fullmatch(anchor):
            return f"The mark {{#{anchor}}} is kept for another place: choose another."
    twice = [anchor for anchor, count in Counter(anchors).items() if count > 1]
    return f"The mark {{#{twice[0]}}} stands on two headings: give one another." if twice else None
