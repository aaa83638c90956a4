"""From contents to files: the same content gives the same bytes."""

from __future__ import annotations

from typing import Any

from app.publishing.contents import EventContent, FileContent, PaperContent, TopicContent
from app.transfer.files import write_files
from app.transfer.front import write_facts, write_page
from app.transfer.package import HEAD, Writer
from app.transfer.reading import EVENTS, SUBJECTS
from app.transfer.texts import PARTS, Text, Texts, inquiry_of, paper_of, topic_of


def write_texts(texts: Texts, writer: Writer) -> None:
    _write(writer, HEAD, _say_inquiry(texts))
    if events := inquiry_of(texts.inquiry).events:
        _write(writer, EVENTS, write_facts({"event": [_event(event) for event in events]}))
    if texts.subjects:
        _write(writer, SUBJECTS, write_facts({"subject": [s._asdict() for s in texts.subjects]}))
    for place, text in enumerate(texts.topics, 1):
        _write(writer, f"topics/{name_topic(place, text.slug)}.md", _say_topic(text))
    for text in texts.papers:
        _write(writer, f"papers/{text.slug}.md", _say_paper(text))
    write_files(texts, writer)


def name_topic(place: int, slug: str) -> str:
    """A topic's file, and that of its comments: they lie in the order of the topics."""
    return f"{place:02}-{slug}"


def _write(writer: Writer, name: str, text: str) -> None:
    with writer.add(name) as file:
        file.write(text.encode())


def _say_inquiry(texts: Texts) -> str:
    content = inquiry_of(texts.inquiry)
    facts: dict[str, Any] = {
        "slug": texts.inquiry.slug,
        "title": content.title,
        "summary": content.summary,
        "commissioned_by": content.commissioned_by,
        "chair": content.chair,
        "launched_on": content.launched_on,
        "opens_at": content.opens_at,
        "closes_at": content.closes_at,
        "period_reason": content.period_reason,
        "still_open": content.still_open,
        "already_decided": content.already_decided,
        "formats_contact": content.formats_contact,
        **_common(texts.inquiry),
        "outcome": texts.outcome._asdict() if texts.outcome else None,
    }
    return write_page(facts, content.body)


def _common(text: Text) -> dict[str, Any]:
    return {
        "published_at": text.published_at,
        "change_note": text.change_note,
        "withdrawn_at": text.withdrawn_at,
        "withdrawal_reason": text.withdrawal_reason,
    }


def _event(event: EventContent) -> dict[str, Any]:
    return {
        "title": event.title,
        "starts_at": event.starts_at,
        "ends_at": event.ends_at,
        "venue": event.venue,
        "description": event.description,
        "topics": event.topics,
    }


def _say_topic(text: Text) -> str:
    content: TopicContent = topic_of(text)
    facts = {
        "title": content.title,
        "position": content.position,
        "summary": content.summary,
        "opens_at": content.opens_at,
        "closes_at": content.closes_at,
        "period_reason": content.period_reason,
        "subjects": content.subjects,
        **_common(text),
        "key_issues": [
            {"question": issue.question, "detail": issue.detail} for issue in content.key_issues
        ],
        "related": [
            {"title": link.title, "path": link.path, "note": link.note} for link in content.related
        ],
    }
    parts = [
        f"# {heading}\n{part}" for key, heading in PARTS.items() if (part := getattr(content, key))
    ]
    return write_page(facts, "\n\n".join(parts))


def _file(file: FileContent) -> dict[str, Any]:
    """Format, size and hash are told by the file itself."""
    return {
        "name": file.name,
        "kind": file.kind.value,
        "language": file.language,
        "title": file.title,
    }


def _say_paper(text: Text) -> str:
    content: PaperContent = paper_of(text)
    facts = {
        "title": content.title,
        "topic": text.parent,
        "abstract": content.abstract,
        "subjects": content.subjects,
        "listed_by": content.listed_by,
        "numbers": text.numbers,
        **_common(text),
        "authors": [
            {"name": author.name, "affiliation": author.affiliation} for author in content.authors
        ],
        "files": [_file(file) for file in content.files],
    }
    return write_page(facts, content.source)
