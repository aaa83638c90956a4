"""What changed between two versions of a standing page, part by part."""

from __future__ import annotations

import re

from app.about.showing import fill_plain, read_words
from app.moderation.reasons import make_policy
from app.publishing.differences import Passage
from app.publishing.parts import Difference, Part, compare_parts
from app.standing.contents import PageContent

_HEADING = re.compile(r"#{2,4} +(.*)")
_MARK = re.compile(r"(?<! ) *\{#[a-z0-9-]+\}\Z")


def compare_pages(old: PageContent, new: PageContent) -> Difference:
    return compare_parts(_list_parts(old), _list_parts(new))


def _list_parts(content: PageContent) -> list[Part]:
    """The same parts in the same order for every version of a page."""
    return [
        Part("Title", _passages(content.title)),
        Part("For search engines", _passages(content.description)),
        Part("Lead", _passages(content.lead)),
        Part("Text", _passages(content.source)),
        *_list_clauses(content),
    ]


def _list_clauses(content: PageContent) -> list[Part]:
    if not content.clauses:
        return []
    return [
        Part(
            f"Clause: {reason.reason.label}",
            _passages(
                "\n\n".join((reason.label, reason.public_sentence, reason.guidance, reason.message))
            ),
        )
        for reason in make_policy(content.clauses).reasons
    ]


def _passages(text: str) -> list[Passage]:
    """As it is read: with what is filled in, and without the marks of headings."""
    filled = fill_plain(text.strip(), read_words())
    found = [part.strip() for part in re.split(r"\n(?:[ \t]*\n)+", filled) if part.strip()]
    return [_make_passage(part) for part in found]


def _make_passage(part: str) -> Passage:
    heading = _HEADING.fullmatch(part)
    return Passage(_MARK.sub("", heading[1]), is_heading=True) if heading else Passage(part)
