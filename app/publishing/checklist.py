"""What a text still needs before it can be published, each with the field where it belongs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.core import clock
from app.core.markup import list_images
from app.inquiries.rules import is_short
from app.papers.rules import split_paper
from app.publishing.contents import Content, InquiryContent, PaperContent, TopicContent
from app.publishing.readability import reading_age

READABLE_AT = 16  # the age up to which everybody goes to school


@dataclass(frozen=True)
class Gap:
    """Something missing; one that only `advises` does not hold a publication up.

    One `of_style` does, but the page could be made: a file from elsewhere may come with it.
    """

    field: str
    sentence: str
    advises: bool = False
    of_style: bool = False


def list_gaps(content: Content) -> list[Gap]:
    """Everything that is missing, in the order of the form."""
    if isinstance(content, InquiryContent):
        found = _inquiry_gaps(content)
    elif isinstance(content, TopicContent):
        found = _topic_gaps(content)
    else:
        found = _paper_gaps(content)
    return list(found)


def count_blocking(content: Content) -> int:
    return sum(not gap.advises for gap in list_gaps(content))


def _inquiry_gaps(content: InquiryContent) -> Iterator[Gap]:
    yield from _empty(content, {
        "title": "Give the inquiry a title.",
        "summary": "Say in a sentence or two what the inquiry asks.",
        "body": "Write why there is an inquiry and how it works.",
        "commissioned_by": "Say who commissioned the inquiry.",
        "chair": "Say who chairs it.",
        "still_open": "Say what is still open, so that people know what their views can change.",
        "already_decided": "Say what is already decided.",
        "launched_on": "Give the day on which the inquiry was launched.",
        "formats_contact": "Say whom to ask for the papers in other formats.",
    })  # fmt: skip
    yield from _period_gaps(content, is_needed=True)
    yield from _heading_gaps("body", content.body)
    yield from _image_gaps("body", content.body)
    yield from _age_gaps(content, {
        "summary": "summary", "still_open": "text on what is still open",
        "already_decided": "text on what is already decided",
    })  # fmt: skip
    for place, event in enumerate(content.events):
        if not event.title or event.starts_at is None or event.ends_at is None:
            yield Gap(f"events-{place}-title", f"Event {place + 1} needs a title and its times.")
        elif event.ends_at <= event.starts_at:
            yield Gap(f"events-{place}-ends_on", f"Event {place + 1} ends before it begins.")


def _topic_gaps(content: TopicContent) -> Iterator[Gap]:
    yield from _empty(content, {
        "title": "Give the topic a title.",
        "summary": "Say in a sentence or two what the topic is about.",
        "call": "Write the call for views: what do you want to hear?",
    })  # fmt: skip
    for name in ("explored", "learnt", "call"):
        yield from _heading_gaps(name, getattr(content, name))
        yield from _image_gaps(name, getattr(content, name))
    yield from _age_gaps(content, {"summary": "summary", "call": "call for views"})
    yield from _period_gaps(content, is_needed=False)
    if not content.subjects:
        yield Gap("subjects", "No subject is chosen, so readers find it less easily.", advises=True)
    for place, issue in enumerate(content.key_issues):
        if not issue.question:
            yield Gap(f"key_issues-{place}-question", f"Key issue {place + 1} has no question.")
    for place, link in enumerate(content.related):
        if not link.title or not link.path.startswith("/"):
            sentence = (
                f"Related content {place + 1} needs a title and an address that begins with /."
            )
            yield Gap(f"related-{place}-title", sentence)


def _paper_gaps(content: PaperContent) -> Iterator[Gap]:
    yield from _empty(content, {
        "title": "Give the paper a title.",
        "abstract": "Write an abstract.",
        "authors": "Name at least one author.",
        "source": "The paper has no text.",
    })  # fmt: skip
    for place, author in enumerate(content.authors):
        if not author.name:
            yield Gap(f"authors-{place}-name", f"Author {place + 1} has no name.")
    yield from _age_gaps(content, {"abstract": "abstract"})
    yield from _image_gaps("source", content.source)
    yield from _section_gaps(content)


def _section_gaps(content: PaperContent) -> Iterator[Gap]:
    try:
        sections = split_paper(content.source)
    except ValueError:
        yield Gap("source", "The text begins with a section heading: a line such as ## Summary.")
        return
    if sections and sections[0].level == 3:
        yield Gap(
            "source", "The first heading is of the second level (##), not of the third (###)."
        )
    for section in sections:
        if not section.blocks and section.level == 3:
            yield Gap("source", f"The section “{section.title}” has no text.", advises=True)
    yield from _heading_gaps("source", content.source, first=2)


def _empty(content: Content, sentences: dict[str, str]) -> Iterator[Gap]:
    for name, sentence in sentences.items():
        if not getattr(content, name):
            yield Gap(name, sentence)


def _period_gaps(content: InquiryContent | TopicContent, *, is_needed: bool) -> Iterator[Gap]:
    opens_at, closes_at = content.opens_at, content.closes_at
    if opens_at is None or closes_at is None:
        if is_needed or opens_at or closes_at:
            missing = "opens_on" if opens_at is None else "closes_on"
            yield Gap(missing, "Give the day and time at which comments open and close.")
        return
    if closes_at <= opens_at:
        yield Gap("closes_on", "The comment period closes before it opens.")
        return
    is_too_short = is_short(clock.london(opens_at), clock.london(closes_at))
    if is_too_short and not content.period_reason:
        yield Gap("period_reason", "The comment period is shorter than 12 weeks: say why.")


def _heading_gaps(name: str, source: str, first: int = 3) -> Iterator[Gap]:
    """Headings that skip a level, or stand above the `first` that is a text's own.

    A paper's begin with level 2; those of other texts stand below one of the page's own.
    """
    last = first - 1
    for match in re.finditer(r"^(#{1,6}) +(.+)$", source, re.MULTILINE):
        level = len(match[1])
        if level < first or level > last + 1:
            belongs = f"where {max(first, min(level, last + 1))} belongs."
            sentence = f"The heading “{match[2][:60]}” is of level {level}, {belongs}"
            yield Gap(name, sentence, of_style=True)
        last = max(level, first - 1)


def _image_gaps(name: str, source: str) -> Iterator[Gap]:
    for words in list_images(source):
        if words:
            sentence = (
                f"Images cannot be shown yet, so “{words[:60]}” would be left out: describe it."
            )
        else:
            sentence = "An image has no text in its place, and images cannot be shown yet."
        yield Gap(name, sentence, of_style=True)


def _age_gaps(content: Content, fields: dict[str, str]) -> Iterator[Gap]:
    for name, words in fields.items():
        age = reading_age(getattr(content, name))
        if age and age > READABLE_AT:
            sentence = (
                f"The {words} reads as for age {age}: shorter sentences and plainer words "
                "would reach more people."
            )
            yield Gap(name, sentence, advises=True)
