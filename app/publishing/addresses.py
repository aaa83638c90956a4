"""Where inquiries, topics and papers stand on the site."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import url_for

from app.inquiries.models import Inquiry, Topic
from app.papers.models import DiscussionPaper
from app.publishing.enums import Kind
from app.publishing.histories import Thing

_PAGES = {
    Kind.INQUIRY: "inquiries.inquiry",
    Kind.TOPIC: "inquiries.topic",
    Kind.PAPER: "papers.paper",
}


@dataclass(frozen=True)
class Place:
    """A page with its address and the way to it: pairs of address and title, from the top down."""

    kind: Kind
    title: str
    url: str
    versions_url: str
    names: dict[str, Any]
    trail: list[tuple[str, str]]


def place_of(thing: Thing) -> Place:
    names = names_of(thing)
    above = [(_url_of(one), one.title) for one in reversed(list_above(thing))]
    return Place(
        kind=_kind_of(thing),
        title=thing.title,
        url=_url_of(thing),
        versions_url=url_for("versions.versions", **names),
        names=names,
        trail=[(url_for("inquiries.home"), "All inquiries"), *above],
    )


def names_of(thing: Thing) -> dict[str, Any]:
    """The names in its address."""
    if isinstance(thing, Inquiry):
        return {"inquiry": thing.slug}
    if isinstance(thing, Topic):
        return {"inquiry": thing.inquiry.slug, "topic": thing.slug}
    return {"paper": thing.slug}


def draft_file_address(manuscript_id: int) -> Callable[[str], str]:
    """Where staff find a file of a draft, by its name."""
    return lambda name: url_for("draft_files.file", manuscript_id=manuscript_id, name=name)


def version_file_address(slug: str, number: int) -> Callable[[str], str]:
    """Where the public finds a file of one version of a paper, by its name."""
    return lambda name: url_for("versions.file", paper=slug, number=number, name=name)


def list_above(thing: Thing) -> list[Inquiry | Topic]:
    """What a page belongs to, upward."""
    if isinstance(thing, DiscussionPaper):
        return [thing.topic, thing.topic.inquiry]
    return [thing.inquiry] if isinstance(thing, Topic) else []


def _kind_of(thing: Thing) -> Kind:
    if isinstance(thing, Inquiry):
        return Kind.INQUIRY
    return Kind.TOPIC if isinstance(thing, Topic) else Kind.PAPER


def _url_of(thing: Thing) -> str:
    return url_for(_PAGES[_kind_of(thing)], **names_of(thing))
