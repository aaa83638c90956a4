"""What the files say: an inquiry, its topics and its papers, as contents."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from app.publishing.contents import Content, InquiryContent, PaperContent, TopicContent
from app.publishing.enums import Kind
from app.transfer.front import Page

PARTS = {"explored": "Explored", "learnt": "Learnt", "call": "Call for views"}


class SubjectText(NamedTuple):
    slug: str
    title: str
    description: str


class OutcomeText(NamedTuple):
    title: str
    summary: str
    published_at: datetime


@dataclass(frozen=True)
class Text:
    """One page of the site; a paper's `parent` is its topic, and `numbers` its paragraphs'."""

    kind: Kind
    slug: str
    content: Content
    published_at: datetime | None = None
    change_note: str = ""
    withdrawn_at: datetime | None = None
    withdrawal_reason: str = ""
    parent: str = ""
    numbers: tuple[str, ...] = ()
    file: str = ""
    page: Page = field(default_factory=lambda: Page({}), compare=False)


@dataclass
class Texts:
    """Everything of an inquiry but its comments; topics in their order, papers by slug."""

    inquiry: Text
    topics: list[Text] = field(default_factory=list)
    papers: list[Text] = field(default_factory=list)
    subjects: list[SubjectText] = field(default_factory=list)
    outcome: OutcomeText | None = None

    def all(self) -> list[Text]:
        return [self.inquiry, *self.topics, *self.papers]


def topic_of(text: Text) -> TopicContent:
    assert isinstance(text.content, TopicContent)  # noqa: S101 - narrows the type
    return text.content


def inquiry_of(text: Text) -> InquiryContent:
    assert isinstance(text.content, InquiryContent)  # noqa: S101 - narrows the type
    return text.content


def paper_of(text: Text) -> PaperContent:
    assert isinstance(text.content, PaperContent)  # noqa: S101 - narrows the type
    return text.content
