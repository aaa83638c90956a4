"""The forms of the files beside a paper."""

from __future__ import annotations

from flask_wtf.file import FileField
from wtforms import HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import ValidationError

from app.papers.enums import FileKind
from app.papers.languages import LANGUAGES
from app.publishing.files import Said
from app.publishing.forms import DraftForm, line
from app.web.forms import BaseForm, text_of

NOT_IN_LIST = "Choose one from the list."


class FileForm(BaseForm):
    """What a file is; `seen_version` is that of the draft that was on the page."""

    seen_version = HiddenField()
    kind = SelectField(
        "Kind",
        choices=[SelectChoice(kind.value, kind.label) for kind in FileKind],
        validate_choice=False,
    )
    language = SelectField(
        "Language",
        choices=[SelectChoice(tag, name) for tag, name in LANGUAGES.items()],
        validate_choice=False,
    )
    title = line("Title (optional)")

    version_seen = DraftForm.version_seen

    def validate_kind(self, field: SelectField) -> None:
        if field.data not in {kind.value for kind in FileKind}:
            raise ValidationError(NOT_IN_LIST)

    def validate_language(self, field: SelectField) -> None:
        if field.data not in LANGUAGES:
            raise ValidationError(NOT_IN_LIST)

    def validate_title(self, field: StringField) -> None:
        if self.kind.data == FileKind.OTHER.value and not field.data:
            raise ValidationError("Say in a title what the file is.")

    @property
    def said(self) -> Said:
        """What a valid form says."""
        return Said(FileKind(self.kind.data), text_of(self.language), text_of(self.title))


class NewFileForm(FileForm):
    file = FileField("File")

    def validate_file(self, field: FileField) -> None:
        if not field.data:
            raise ValidationError("Choose a file.")
