"""What an inquiry, a topic page or a paper consists of: one form for drafts, versions and files.

Contents are values: they are compared, kept as JSON, and turned into the rows that the public reads
(`applying`). Everything may be missing in a draft; the checklist says what a publication needs.
"""

from __future__ import annotations

from datetime import date, datetime

import msgspec
from msgspec import Struct

from app.papers.enums import FileFormat, FileKind
from app.publishing.enums import Kind


class EventContent(Struct, frozen=True, kw_only=True):
    """A meeting; `topics` are slugs within the inquiry, none for the whole of it."""

    title: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    venue: str = ""
    description: str = ""
    topics: tuple[str, ...] = ()


class IssueContent(Struct, frozen=True, kw_only=True):
    question: str = ""
    detail: str = ""


class LinkContent(Struct, frozen=True, kw_only=True):
    """Content of this site beside a topic; `path` begins with a slash."""

    title: str = ""
    path: str = ""
    note: str = ""


class AuthorContent(Struct, frozen=True, kw_only=True):
    name: str = ""
    affiliation: str = ""


class FileContent(Struct, frozen=True, kw_only=True):
    """A file beside a paper, by the SHA-256 of what is in it; `name` is that in its address.

    `language` is a tag such as "cy"; `size` is in bytes.
    """

    kind: FileKind
    format: FileFormat
    name: str
    sha256: str
    size: int
    language: str = "en-GB"
    title: str = ""


class InquiryContent(Struct, frozen=True, kw_only=True):
    title: str = ""
    summary: str = ""
    body: str = ""
    commissioned_by: str = ""
    chair: str = ""
    still_open: str = ""
    already_decided: str = ""
    launched_on: date | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    period_reason: str = ""
    formats_contact: str = ""
    events: tuple[EventContent, ...] = ()


class TopicContent(Struct, frozen=True, kw_only=True):
    """Its own dates, where given, override the inquiry's; `subjects` are slugs."""

    title: str = ""
    position: int = 1
    summary: str = ""
    explored: str = ""
    learnt: str = ""
    call: str = ""
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    period_reason: str = ""
    subjects: tuple[str, ...] = ()
    key_issues: tuple[IssueContent, ...] = ()
    related: tuple[LinkContent, ...] = ()


class PaperContent(Struct, frozen=True, kw_only=True):
    """`source` is Markdown; `subjects` are slugs; `listed_by` slugs of topics of its inquiry."""

    title: str = ""
    abstract: str = ""
    source: str = ""
    authors: tuple[AuthorContent, ...] = ()
    subjects: tuple[str, ...] = ()
    listed_by: tuple[str, ...] = ()
    files: tuple[FileContent, ...] = ()


Content = InquiryContent | TopicContent | PaperContent
CONTENT_OF: dict[Kind, type[Content]] = {
    Kind.INQUIRY: InquiryContent,
    Kind.TOPIC: TopicContent,
    Kind.PAPER: PaperContent,
}


def to_json(content: Content) -> str:
    """The same content gives the same text, always."""
    return msgspec.json.encode(content, order="deterministic").decode()


def from_json(kind: Kind, text: str) -> Content:
    """Raises msgspec.ValidationError for anything that is not such a content."""
    return msgspec.json.decode(text, type=CONTENT_OF[kind])
