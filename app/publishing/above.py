"""What a text needs from the page above it before it can be published."""

from __future__ import annotations

from app.publishing.checklist import Gap
from app.publishing.contents import InquiryContent
from app.publishing.enums import Kind
from app.publishing.models import Manuscript

NO_CONTACT = (
    "The inquiry does not say whom to ask for other formats: say so in its text, and publish that."
)


def list_gaps_above(manuscript: Manuscript) -> list[Gap]:
    """A paper's readers must be told, by the inquiry, where to ask for another format."""
    if manuscript.kind is not Kind.PAPER or _contact_above(manuscript):
        return []
    return [Gap("", NO_CONTACT)]


def _contact_above(manuscript: Manuscript) -> str:
    """As the public reads it, or, before there is a public page, as it is written."""
    root = manuscript
    while root.parent is not None:
        root = root.parent
    if root.inquiry is not None:
        return root.inquiry.formats_contact
    return root.content.formats_contact if isinstance(root.content, InquiryContent) else ""
