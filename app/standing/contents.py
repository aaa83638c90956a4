"""What a standing page says: a value that is compared and kept as JSON."""

from __future__ import annotations

import msgspec
from msgspec import Struct


class Clause(Struct, frozen=True, kw_only=True):
    """What the moderation policy says of one reason for not publishing, all in plain text."""

    heading: str = ""
    guidance: str = ""
    public_sentence: str = ""
    message: str = ""


class PageContent(Struct, frozen=True, kw_only=True):
    """`description` is for search engines, `source` Markdown with placeholders.

    `clauses` are the moderation policy's, by reason code; other pages have none.
    """

    title: str = ""
    description: str = ""
    lead: str = ""
    source: str = ""
    clauses: dict[str, Clause] = {}


def to_json(content: PageContent) -> str:
    """The same content gives the same text, always."""
    return msgspec.json.encode(content, order="deterministic").decode()


def from_json(text: str) -> PageContent:
    """Raises msgspec.ValidationError for anything that is not such a content."""
    return msgspec.json.decode(text, type=PageContent)
