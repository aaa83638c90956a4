"""The form of a standing page's text; the moderation policy's has its clauses too."""

from __future__ import annotations

from typing import Any

from wtforms import Form, FormField, HiddenField
from wtforms.validators import ValidationError

from app.about.showing import list_parts
from app.moderation.enums import Reason
from app.publishing.forms import DraftForm, line, markdown, words
from app.standing.contents import Clause, PageContent
from app.standing.enums import PageName, Placeholder
from app.standing.rules import NOTE_LIMIT, why_not_clause, why_not_line, why_not_source
from app.web.forms import EXPIRED, BaseForm, text_of

ABOUT_THE_PAGE = ("title", "description", "lead", "source")


def _refuse(reason: str | None) -> None:
    if reason:
        raise ValidationError(reason)


class ClauseForm(Form):
    heading = line("Heading")
    public_sentence = words("What the public reads")
    guidance = words("Guidance for moderators")
    message = words("Message to the author")

    def validate_heading(self, field: Any) -> None:
        _check_clause(field)

    def validate_public_sentence(self, field: Any) -> None:
        _check_clause(field)

    def validate_guidance(self, field: Any) -> None:
        _check_clause(field)

    def validate_message(self, field: Any) -> None:
        _check_clause(field)


def _check_clause(field: Any) -> None:
    if not field.data:
        raise ValidationError("Every reason needs this: moderators and authors are told it.")
    _refuse(why_not_clause(field.data))


class PageForm(BaseForm):
    """`seen_version` is that of the draft that was on the page, 0 where there was none."""

    page: PageName

    seen_version = HiddenField()
    title = line("Title")
    description = words("For search engines", 500)
    lead = words("Lead", 1_000)
    source = markdown("Text")
    note = words("What changed", NOTE_LIMIT)

    version_seen = DraftForm.version_seen

    def validate_title(self, field: Any) -> None:
        if not field.data:
            raise ValidationError("Give the page a title.")
        _refuse(why_not_line(field.data))

    def validate_description(self, field: Any) -> None:
        _refuse(why_not_line(text_of(field)))

    def validate_lead(self, field: Any) -> None:
        _refuse(why_not_line(text_of(field)))

    def validate_source(self, field: Any) -> None:
        source = text_of(field)
        if not source:
            raise ValidationError("Give the page a text.")
        _refuse(why_not_source(self.page, source))
        _refuse(_why_hidden(source))

    @property
    def clauses(self) -> list[Any]:
        """The fields of the clauses, of a page that has them."""
        return [field for field in self if isinstance(field, FormField)]

    @property
    def problems(self) -> list[tuple[str, str]]:
        """Also those of clauses, at their own fields."""
        found = []
        for field in self:
            if isinstance(field, FormField):
                about = field.label.text
                found += [(one.id, f"{about}: {text}") for one in field.form for text in one.errors]
            else:
                said = EXPIRED if field.name == "csrf_token" else ""
                found += [(field.id, said or text) for text in field.errors]
        return found


def _why_hidden(source: str) -> str | None:
    """Why a block would not be seen, as inside a quotation or a piece of code."""
    shown = [part.block for part in list_parts(source) if part.block]
    for block in (Placeholder.CONTACT, Placeholder.REASONS):
        if f"{{{block.value}}}" in source and block.value not in shown:
            return f"{{{block.value}}} must stand in a paragraph of its own, between empty lines."
    return None


def _clause(reason: Reason) -> FormField[ClauseForm]:
    return FormField(ClauseForm, label=reason.label)


class AccessibilityForm(PageForm):
    page = PageName.ACCESSIBILITY


class PrivacyForm(PageForm):
    page = PageName.PRIVACY


class CountingForm(PageForm):
    page = PageName.HOW_WE_COUNT


class PolicyForm(PageForm):
    """With a field for each reason, by its code."""

    page = PageName.MODERATION_POLICY

    spam = _clause(Reason.SPAM)
    off_topic = _clause(Reason.OFF_TOPIC)
    abusive = _clause(Reason.ABUSIVE)
    personal_data = _clause(Reason.PERSONAL_DATA)
    defamatory = _clause(Reason.DEFAMATORY)
    illegal = _clause(Reason.ILLEGAL)
    impersonation = _clause(Reason.IMPERSONATION)
    duplicate = _clause(Reason.DUPLICATE)
    other = _clause(Reason.OTHER)


FORM_OF: dict[PageName, type[PageForm]] = {
    form.page: form for form in (AccessibilityForm, PrivacyForm, CountingForm, PolicyForm)
}


def make_form(page: PageName, content: PageContent, seen_version: int) -> PageForm:
    """The form that shows a content."""
    facts: dict[str, Any] = {name: getattr(content, name) for name in ABOUT_THE_PAGE}
    for code, clause in content.clauses.items():
        facts[code] = {name: getattr(clause, name) for name in clause.__struct_fields__}
    return FORM_OF[page](formdata=None, data={**facts, "seen_version": str(seen_version)})


def read_content(form: PageForm) -> PageContent:
    """What the form says."""
    return PageContent(
        **{name: text_of(form[name]) for name in ABOUT_THE_PAGE},
        clauses={
            clause.name: Clause(**{field.short_name: text_of(field) for field in clause.form})
            for clause in form.clauses
        },
    )


def list_differing(form: PageForm, theirs: PageContent) -> list[tuple[str, str, str]]:
    """The label of each field in which the form differs from another text, with both."""
    other = make_form(form.page, theirs, 0)
    pairs = [(form[name].label.text, form[name], other[name]) for name in ABOUT_THE_PAGE]
    for clause in form.clauses:
        fields = zip(clause.form, other[clause.name].form, strict=True)
        pairs += [(f"{clause.label.text}: {mine.label.text}", mine, its) for mine, its in fields]
    return [
        (label, text_of(mine), text_of(their))
        for label, mine, their in pairs
        if text_of(mine) != text_of(their)
    ]
