"""Between a draft's content and its form, both ways."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from msgspec.structs import asdict
from wtforms import FieldList, Form

from app.publishing.contents import (
    AuthorContent,
    Content,
    EventContent,
    InquiryContent,
    IssueContent,
    LinkContent,
    PaperContent,
    TopicContent,
)
from app.publishing.enums import Kind
from app.publishing.forms import (
    CLOSING_TIME,
    OPENING_TIME,
    DraftForm,
    InquiryForm,
    PaperForm,
    TopicForm,
    moment_of,
)
from app.publishing.moments import read_day, say_day, say_time
from app.web.forms import text_of

FORM_OF: dict[Kind, type[DraftForm]] = {
    Kind.INQUIRY: InquiryForm,
    Kind.TOPIC: TopicForm,
    Kind.PAPER: PaperForm,
}
ROWS = ("events", "key_issues", "related", "authors")
_LISTS = ("subjects", "listed_by")


def make_form(kind: Kind, content: Content, version: int) -> DraftForm:
    """The form that shows a content as it is kept."""
    facts = {**_facts_of(content), "seen_version": str(version)}
    return FORM_OF[kind](formdata=None, data=facts)


def _facts_of(part: Any) -> dict[str, Any]:
    """What the fields show: a moment as a day and a time, a row as its own facts."""
    facts: dict[str, Any] = {}
    for name, value in asdict(part).items():
        if name.endswith("s_at"):
            facts |= {name: say_time(value), f"{name.removesuffix('at')}on": say_day(value)}
        elif name.endswith("_on"):
            facts[name] = say_day(value)
        elif name in ROWS:
            facts[name] = [_facts_of(row) for row in value]
        else:
            facts[name] = list(value) if isinstance(value, tuple) else str(value)
    return facts


def read_content(form: DraftForm, known: Content) -> Content:
    """What a valid form says, with what only other pages can change as it is `known`."""
    if isinstance(form, InquiryForm):
        return _read_inquiry(form)
    if isinstance(form, TopicForm):
        return _read_topic(form)
    return _read_paper(form, known)


def _read_inquiry(form: InquiryForm) -> InquiryContent:
    events = tuple(
        EventContent(
            **_texts(row, "title", "venue", "description"),
            starts_at=moment_of(row, "starts", OPENING_TIME),
            ends_at=moment_of(row, "ends", CLOSING_TIME),
            topics=tuple(row["topics"].data or ()),
        )
        for row in _filled(form.events)
    )
    return InquiryContent(
        **_texts(form, "title", "summary", "body", "commissioned_by", "chair", "still_open",
                 "already_decided", "period_reason", "formats_contact"),
        **_read_period(form),
        launched_on=read_day(text_of(form.launched_on)),
        events=events,
    )  # fmt: skip


def _read_topic(form: TopicForm) -> TopicContent:
    return TopicContent(
        **_texts(form, "title", "summary", "explored", "learnt", "call", "period_reason"),
        **_read_period(form),
        position=int(text_of(form.position)),
        subjects=tuple(form.subjects.data or ()),
        key_issues=tuple(
            IssueContent(**_texts(row, "question", "detail")) for row in _filled(form.key_issues)
        ),
        related=tuple(
            LinkContent(**_texts(row, "title", "path", "note")) for row in _filled(form.related)
        ),
    )


def _read_paper(form: PaperForm, known: Content) -> PaperContent:
    return PaperContent(
        **_texts(form, "title", "abstract", "source"),
        authors=tuple(
            AuthorContent(**_texts(row, "name", "affiliation")) for row in _filled(form.authors)
        ),
        subjects=tuple(form.subjects.data or ()),
        listed_by=tuple(form.listed_by.data or ()),
        files=known.files if isinstance(known, PaperContent) else (),
    )


def _read_period(form: Form) -> dict[str, Any]:
    return {
        "opens_at": moment_of(form, "opens", OPENING_TIME),
        "closes_at": moment_of(form, "closes", CLOSING_TIME),
    }


def _texts(form: Form, *names: str) -> dict[str, Any]:
    return {name: text_of(form[name]) for name in names}


def _filled(field: FieldList[Any]) -> Iterator[Form]:
    """The rows in which something is typed."""
    for row in field:
        if any(entry.data for entry in row.form):
            yield row.form


def change_rows(form: DraftForm, button: str) -> bool:
    """Do what a button of a list asks: "more authors", or "up authors 2". False for any other."""
    act, _, place = button.partition(" ")
    name, _, number = place.partition(" ")
    if act not in ("more", "up") or name not in ROWS or name not in form:
        return False
    field: FieldList[Any] = form[name]
    if act == "more":
        field.append_entry()
    elif number.isdigit() and 0 < int(number) < len(field):
        _swap(field, int(number))
    return True


def _swap(field: FieldList[Any], place: int) -> None:
    """Exchange what two neighbouring rows say; their names stay in order."""
    above, below = field[place - 1], field[place]
    facts_above, facts_below = above.data, below.data
    above.process(None, data=facts_below)
    below.process(None, data=facts_above)


def list_differing(kind: Kind, mine: Content, theirs: Content) -> list[tuple[str, str, str]]:
    """The label of each field in which two contents differ, with both texts."""
    labels = {field.name: field.label.text for field in FORM_OF[kind](formdata=None)}
    ours, others = asdict(mine), asdict(theirs)
    return [
        (
            labels.get(name) or name.replace("_", " ").capitalize(),
            say(ours[name]),
            say(others[name]),
        )
        for name in ours
        if ours[name] != others[name]
    ]


def say(value: Any) -> str:
    """Any part of a content as text."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return "\n".join(say(entry) for entry in value)
    if hasattr(value, "__struct_fields__"):
        return " · ".join(text for entry in asdict(value).values() if (text := say(entry)))
    if isinstance(value, datetime):
        return f"{say_day(value)} {say_time(value)}"
    return str(value)
