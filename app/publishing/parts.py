"""A content as titled parts, in the order in which its page is read, to be compared."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.core import clock
from app.core.text import say_size
from app.papers.file_links import say_file
from app.publishing.contents import (
    Content,
    EventContent,
    FileContent,
    InquiryContent,
    PaperContent,
    TopicContent,
)
from app.publishing.differences import Block, Passage, compare, is_changed

_LISTS = {
    "Authors", "Subjects", "Key issues for debate", "Comment period", "Related content", "Events",
    "Also listed by the topics", "Other formats",
}  # fmt: skip


@dataclass(frozen=True)
class Part:
    title: str
    passages: Sequence[Passage]


@dataclass(frozen=True)
class ChangedPart:
    title: str
    blocks: Sequence[Block]

    @property
    def units(self) -> tuple[str, str]:
        """What its blocks count, one and many."""
        return ("entry", "entries") if self.title in _LISTS else ("paragraph", "paragraphs")


@dataclass(frozen=True)
class Difference:
    """The parts that changed, and the titles of those that did not."""

    changed: Sequence[ChangedPart]
    unchanged: Sequence[str]


@dataclass(frozen=True)
class Source:
    """A content with what it only points to: `titles` of subjects and topics by their slugs,
    and a paper's numbered `text`."""

    content: Content
    titles: Mapping[str, str]
    text: Sequence[Passage] = ()


def compare_sources(old: Source, new: Source) -> Difference:
    return compare_parts(list_parts(old), list_parts(new))


def compare_parts(old: Sequence[Part], new: Sequence[Part]) -> Difference:
    """Both have the same parts in the same order."""
    changed, unchanged = [], []
    for before, after in zip(old, new, strict=True):
        blocks = compare(before.passages, after.passages)
        if is_changed(blocks):
            changed.append(ChangedPart(after.title, blocks))
        elif blocks:
            unchanged.append(after.title)
    return Difference(changed, unchanged)


def list_parts(source: Source) -> list[Part]:
    """The same titles in the same order for every content of a kind."""
    content = source.content
    if isinstance(content, InquiryContent):
        found = _inquiry_parts(content, source.titles)
    elif isinstance(content, TopicContent):
        found = _topic_parts(content, source.titles)
    else:
        found = _paper_parts(content, source)
    return [Part(title, passages) for title, passages in found]


Titled = Iterator[tuple[str, list[Passage]]]


def _inquiry_parts(content: InquiryContent, titles: Mapping[str, str]) -> Titled:
    yield "Title", _lines(content.title)
    yield "Summary", _passages(content.summary)
    yield "What you can still influence", _passages(content.still_open)
    yield "What is already decided", _passages(content.already_decided)
    yield "Chair", _lines(content.chair)
    yield "Commissioned by", _lines(content.commissioned_by)
    yield "Launched on", _lines(clock.say_date(content.launched_on) if content.launched_on else "")
    yield from _period_parts(content)
    yield "Whom to ask for other formats", _lines(content.formats_contact)
    yield "About this inquiry", _passages(content.body)
    yield "Events", [Passage(_say_event(event, titles)) for event in content.events]


def _topic_parts(content: TopicContent, titles: Mapping[str, str]) -> Titled:
    yield "Title", _lines(content.title)
    yield "Summary", _passages(content.summary)
    yield "Subjects", _lines(*_name(content.subjects, titles))
    yield "What we explored", _passages(content.explored)
    yield "What we learnt", _passages(content.learnt)
    yield (
        "Key issues for debate",
        [Passage(f"{issue.question}\n{issue.detail}".strip()) for issue in content.key_issues],
    )
    yield "Call for views", _passages(content.call)
    yield from _period_parts(content)
    yield (
        "Related content",
        [Passage("\n".join(filter(None, (link.title, link.path, link.note))))
         for link in content.related],
    )  # fmt: skip
    yield "Place among the topics", _lines(str(content.position))


def _paper_parts(content: PaperContent, source: Source) -> Titled:
    yield "Title", _lines(content.title)
    yield (
        "Authors",
        _lines(*(", ".join(filter(None, (author.name, author.affiliation)))
                 for author in content.authors)),
    )  # fmt: skip
    yield "Subjects", _lines(*_name(content.subjects, source.titles))
    yield "Abstract", _passages(content.abstract)
    yield "Text", list(source.text)
    yield "Also listed by the topics", _lines(*_name(content.listed_by, source.titles))
    yield "Other formats", [Passage(_say_file(file)) for file in content.files]


def _period_parts(content: InquiryContent | TopicContent) -> Titled:
    yield (
        "Comment period",
        _lines(_say_at("Opens", content.opens_at), _say_at("Closes", content.closes_at)),
    )
    yield "Reason for the comment period", _passages(content.period_reason)


def _say_at(verb: str, moment: datetime | None) -> str:
    return f"{verb} at {clock.say_moment(moment)}" if moment else ""


def _say_event(event: EventContent, titles: Mapping[str, str]) -> str:
    times = [clock.say_moment(at) for at in (event.starts_at, event.ends_at) if at]
    lines = [event.title, " to ".join(times), event.venue, event.description]
    if topics := _name(event.topics, titles):
        lines.append(f"For: {', '.join(topics)}")
    return "\n".join(filter(None, lines))


def _say_file(file: FileContent) -> str:
    """With the beginning of its SHA-256, so that another file in its place is seen."""
    facts = f"{file.format.label}, {say_size(file.size)}, {file.sha256[:12]}"
    return f"{say_file(file)} ({facts})"


def _name(slugs: Iterable[str], titles: Mapping[str, str]) -> list[str]:
    """What has a title that the public may read."""
    return [titles[slug] for slug in slugs if slug in titles]


def _lines(*texts: str) -> list[Passage]:
    return [Passage(text) for text in texts if text]


def _passages(text: str) -> list[Passage]:
    return _lines(*re.split(r"\n(?:[ \t]*\n)+", text.strip()))
