"""The forms of drafts: everything typed is kept, complete or not, as long as it can be read."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import ValidationError

from app.core.markup import MAXIMUM_LENGTH
from app.publishing.moments import read_day, read_moment
from app.publishing.rules import NOTE_LIMIT
from app.web.forms import BaseForm, text_of, to_line, to_text

LINE_LIMIT = 200
PARAGRAPH_LIMIT = 4_000
MOST_ROWS = 60
OPENING_TIME = time(9, 0)
CLOSING_TIME = time(23, 59)


def line(label: str, limit: int = LINE_LIMIT) -> StringField:
    return StringField(label, filters=[to_line], validators=[_at_most(limit)])


def words(label: str, limit: int = PARAGRAPH_LIMIT) -> TextAreaField:
    return TextAreaField(label, filters=[to_text], validators=[_at_most(limit)])


def markdown(label: str) -> TextAreaField:
    return words(label, MAXIMUM_LENGTH)


def day(label: str) -> StringField:
    return StringField(label, filters=[to_line], validators=[_check_day])


def time_of_day(label: str) -> StringField:
    return StringField(label, filters=[to_line])


def _at_most(limit: int) -> Any:
    def check(_form: Form, field: Any) -> None:
        if len(text_of(field)) > limit:
            over = len(text_of(field)) - limit
            raise ValidationError(f"This can have up to {limit:,} characters: {over:,} too many.")

    return check


def _check_day(_form: Form, field: Any) -> None:
    try:
        read_day(text_of(field))
    except ValueError as error:
        raise ValidationError(str(error)) from None


def moment_of(form: Form, name: str, otherwise: time) -> datetime | None:
    """The moment of the fields `<name>_on` and `<name>_at`, which `check_moment` has checked."""
    return read_moment(text_of(form[f"{name}_on"]), text_of(form[f"{name}_at"]), otherwise)


def check_moment(form: Form, name: str) -> None:
    """Raises ValidationError where the two fields are no moment; for the field of the time."""
    try:
        read_day(text_of(form[f"{name}_on"]))
    except ValueError:
        return  # the day's own field says so
    try:
        moment_of(form, name, OPENING_TIME)
    except ValueError as error:
        raise ValidationError(str(error)) from None


def rows(row: type[Form]) -> FieldList[FormField[Form]]:
    return FieldList(FormField(row), max_entries=MOST_ROWS)


class AuthorRow(Form):
    name = line("Name")
    affiliation = line("Affiliation", 300)


class IssueRow(Form):
    question = line("Question", 1_000)
    detail = words("Detail (optional)")


class LinkRow(Form):
    title = line("Title")
    path = line("Address on this site, beginning with /", 300)
    note = line("Note (optional)", 1_000)


class EventRow(Form):
    title = line("Title")
    starts_on, starts_at = day("Begins on"), time_of_day("at")
    ends_on, ends_at = day("Ends on"), time_of_day("at")
    venue = line("Where", 300)
    description = words("What happens there")
    topics = SelectMultipleField("Topics that it concerns", validate_choice=False)

    def validate_starts_at(self, _field: Any) -> None:
        check_moment(self, "starts")

    def validate_ends_at(self, _field: Any) -> None:
        check_moment(self, "ends")


class DraftForm(BaseForm):
    """What all drafts have; `seen_version` is the one that was on the page."""

    seen_version = HiddenField()
    title = line("Title")

    @property
    def version_seen(self) -> int:
        text = text_of(self.seen_version)
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0

    @property
    def problems(self) -> list[tuple[str, str]]:
        """Also those of rows, at their own fields."""
        found: list[tuple[str, str]] = []
        for field in self:
            if isinstance(field, FieldList):
                inner = [entry for row in field for entry in row]
                found += [(entry.id, text) for entry in inner for text in entry.errors]
            else:
                found += [(field.id, text) for text in field.errors]
        return found


class PeriodForm(DraftForm):
    opens_on, opens_at = day("Comments open on"), time_of_day("at")
    closes_on, closes_at = day("Comments close on"), time_of_day("at")
    period_reason = line("Reason", 1_000)

    def validate_opens_at(self, _field: Any) -> None:
        check_moment(self, "opens")

    def validate_closes_at(self, _field: Any) -> None:
        check_moment(self, "closes")


class InquiryForm(PeriodForm):
    summary = words("Summary")
    body = markdown("About the inquiry")
    commissioned_by = line("Commissioned by")
    chair = line("Chair")
    still_open = words("What is still open")
    already_decided = words("What is already decided")
    launched_on = day("Launched on")
    formats_contact = line("Whom to ask for other formats", 1_000)
    events = rows(EventRow)


class TopicForm(PeriodForm):
    position = StringField("Place among the topics", filters=[to_line])
    summary = words("Summary")
    explored = markdown("What we explored")
    learnt = markdown("What we learnt")
    call = markdown("Call for views")
    subjects = SelectMultipleField("Subjects", validate_choice=False)
    key_issues = rows(IssueRow)
    related = rows(LinkRow)

    def validate_position(self, field: Any) -> None:
        text = text_of(field)
        if not (text.isascii() and text.isdigit() and 0 < int(text[:5]) < 1_000):
            raise ValidationError("Type a number from 1 to 999: topics stand in this order.")


class PaperForm(DraftForm):
    title = line("Title", 300)
    abstract = words("Abstract")
    source = markdown("Text")
    subjects = SelectMultipleField("Subjects", validate_choice=False)
    listed_by = SelectMultipleField("Also listed by", validate_choice=False)
    authors = rows(AuthorRow)


class NewDraftForm(BaseForm):
    title = line("Title")
    slug = StringField("Name in the address", filters=[to_line])

    def validate_title(self, field: Any) -> None:
        if not field.data:
            raise ValidationError("Give it a title: you can change it later.")


class ActForm(BaseForm):
    """A step of a draft; `seen_version` is the one that was on the page."""

    seen_version = HiddenField()
    note = words("Note", NOTE_LIMIT)
    is_minor = BooleanField("This is a minor correction")
    publish_on, publish_at = day("On"), time_of_day("at")

    version_seen = DraftForm.version_seen

    def validate_publish_at(self, _field: Any) -> None:
        check_moment(self, "publish")

    @property
    def moment(self) -> datetime | None:
        return moment_of(self, "publish", OPENING_TIME)
