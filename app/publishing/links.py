"""Links of a draft that lead nowhere on this site.

Each is looked up among the addresses that the site knows and the names that are published, all of
them read at once; nothing is fetched.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import current_app
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from app.core.markup import list_link_addresses
from app.publishing.checklist import Gap
from app.publishing.contents import Content, InquiryContent, PaperContent, TopicContent
from app.publishing.enums import Kind
from app.publishing.models import Manuscript
from app.publishing.queries import PublicNames, read_public_names
from app.web.access import PUBLIC

Found = tuple[str, str]  # a field, and the address that is written in it


@dataclass(frozen=True)
class Goal:
    """What a path leads to: the name of a view, whether the public may see it, and its names."""

    endpoint: str
    is_public: bool
    names: dict[str, Any]


def list_lost_links(manuscript: Manuscript) -> list[Gap]:
    """A piece of advice for each address of this site at which readers would find nothing."""
    found = dict.fromkeys(_links_in(manuscript.content))
    if not found:
        return []
    names = read_public_names().and_also(_names_of(manuscript))
    return [
        Gap(field, sentence, advises=True)
        for field, address in found
        if (sentence := why_lost(address, names))
    ]


def why_lost(address: str, names: PublicNames) -> str | None:
    """Why readers would find nothing at an address of this site, as a sentence, or None."""
    goal = _find_goal(unquote(urlsplit(address).path))
    if goal is None:
        return f"The link to {address} leads nowhere: the site has no such address."
    if not goal.is_public:
        return f"The link to {address} leads to a page for staff alone."
    if not _is_there(goal, names):
        return f"The link to {address} leads nowhere: nothing that is published has this address."
    return None


def _find_goal(path: str) -> Goal | None:
    adapter = current_app.url_map.bind("localhost")
    try:
        endpoint, names = adapter.match(path, method="GET")
    except RequestRedirect as elsewhere:
        return _find_goal(unquote(urlsplit(elsewhere.new_url).path))
    except HTTPException:
        return None
    view = current_app.view_functions[endpoint]
    return Goal(endpoint, getattr(view, "access", "") == PUBLIC, dict(names))


def _is_there(goal: Goal, names: PublicNames) -> bool:
    """Names that an address has none of do not stand in its way."""
    asked = goal.names
    if "paper" in asked:
        return asked["paper"] in names.papers
    if "topic" in asked:
        return (asked["inquiry"], asked["topic"]) in names.topics
    if "inquiry" in asked:
        return asked["inquiry"] in names.inquiries
    return "subject" not in asked or asked["subject"] in names.subjects


def _names_of(manuscript: Manuscript) -> PublicNames:
    """What the manuscript itself will add once it is published."""
    above = manuscript.parent.slug if manuscript.parent else ""
    slug, kind = manuscript.slug, manuscript.kind
    return PublicNames(
        inquiries=frozenset({slug} if kind is Kind.INQUIRY else ()),
        topics=frozenset({(above, slug)} if kind is Kind.TOPIC else ()),
        papers=frozenset({slug} if kind is Kind.PAPER else ()),
        subjects=frozenset(),
    )


def _links_in(content: Content) -> Iterator[Found]:
    """The addresses of this site that a content holds, with their fields, in its order."""
    for field, source in _markdown_of(content):
        for address in list_link_addresses(source):
            if path := _own_path(address):
                yield field, path
    if isinstance(content, TopicContent):
        for place, link in enumerate(content.related):
            if path := _own_path(link.path):
                yield f"related-{place}-path", path


def _markdown_of(content: Content) -> list[Found]:
    if isinstance(content, InquiryContent):
        return [("body", content.body)]
    if isinstance(content, PaperContent):
        return [("source", content.source)]
    return [(name, getattr(content, name)) for name in ("explored", "learnt", "call")]


def _own_path(address: str) -> str:
    """The address without this site's name; "" where it is elsewhere."""
    site_url: str = current_app.extensions["soundings_settings"].site_url
    if site_url and (address == site_url or address.startswith(f"{site_url}/")):
        address = address.removeprefix(site_url) or "/"
    return address if address.startswith("/") and not address.startswith("//") else ""
