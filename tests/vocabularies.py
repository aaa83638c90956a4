"""The words that others defined for what a page says of itself, as far as this site uses them."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from typing import Any

OPEN_GRAPH = {  # ogp.me, with its vocabulary of articles
    "og:type", "og:title", "og:url", "og:description", "og:site_name", "og:locale",
    "article:published_time", "article:modified_time",
}  # fmt: skip
HIGHWIRE = {  # as indexes of scholarly works read them
    "citation_title", "citation_author", "citation_author_institution", "citation_publication_date",
    "citation_online_date", "citation_technical_report_institution", "citation_language",
    "citation_public_url", "citation_fulltext_html_url", "citation_pdf_url",
}  # fmt: skip
_THING = {"name", "description", "url"}
_WORK = _THING | {
    "abstract", "author", "dateModified", "datePublished", "encoding", "genre", "headline", "inLanguage",
    "isAccessibleForFree", "isPartOf", "keywords", "mentions", "publisher", "version",
}  # fmt: skip
SCHEMA_ORG = {  # type → its properties, its parents' too
    "ScholarlyArticle": _WORK,
    "Report": _WORK,
    "WebPage": _WORK,
    "Event": _THING | {"startDate", "endDate", "location", "organizer"},
    "MediaObject": _THING | {"contentSize", "contentUrl", "encodingFormat", "inLanguage"},
    "Organization": _THING,
    "Person": _THING | {"affiliation"},
    "Place": _THING,
}


class Head(HTMLParser):
    """The tags and the linked data of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.properties: list[tuple[str, str]] = []
        self.names: list[tuple[str, str]] = []
        self.blocks: list[dict[str, Any]] = []
        self._is_block = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = {name: value or "" for name, value in attrs}
        if tag == "meta" and "property" in facts:
            self.properties.append((facts["property"], facts["content"]))
        if tag == "meta" and facts.get("name", "").startswith("citation_"):
            self.names.append((facts["name"], facts["content"]))
        self._is_block = tag == "script" and facts.get("type") == "application/ld+json"

    def handle_data(self, data: str) -> None:
        if self._is_block:
            self.blocks.append(json.loads(data))

    def handle_endtag(self, tag: str) -> None:
        self._is_block = False

    @property
    def is_bare(self) -> bool:
        return not (self.properties or self.names or self.blocks)


def check_head(head: Head) -> None:
    """Fails for a word that is in none of the vocabularies, and for one said twice."""
    properties = [name for name, _ in head.properties]
    assert set(properties) <= OPEN_GRAPH
    assert len(set(properties)) == len(properties)
    assert {name for name, _ in head.names} <= HIGHWIRE
    assert len(head.blocks) == 1
    assert head.blocks[0]["@context"] == "https://schema.org"
    for block in head.blocks:
        _check_node(block)


def _check_node(node: dict[str, Any]) -> None:
    kinds = node["@type"] if isinstance(node["@type"], list) else [node["@type"]]
    for name, value in node.items():
        if name.startswith("@"):
            continue
        assert all(name in SCHEMA_ORG[kind] for kind in kinds), (kinds, name)
        assert value not in ("", [], None)
        for inner in value if isinstance(value, list) else [value]:
            if isinstance(inner, dict):
                _check_node(inner)
