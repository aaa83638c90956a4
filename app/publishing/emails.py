"""What staff are written about drafts: what to do, and where; nothing of the texts themselves."""

from __future__ import annotations

from app.accounts.models import StaffUser
from app.mail.addresses import mail_url
from app.mail.enums import MailKind
from app.mail.message import Link, Message
from app.publishing.enums import Kind
from app.publishing.models import Manuscript, OutsideRemark


def make_submission_message(manuscript: Manuscript, reader: StaffUser) -> Message:
    """To somebody who could be the second pair of eyes."""
    writer = manuscript.submitted_by
    who = writer.name if writer else "Somebody"
    return _make(
        reader,
        f"{_say_kind(manuscript)} waits for a second pair of eyes",
        f"{who} submitted “{_title_of(manuscript)}” for publication. Somebody else has to read "
        "it, and then publishes it or returns it.",
        Link("The draft", mail_url("publishing.draft", manuscript_id=manuscript.id)),
    )


def make_return_message(manuscript: Manuscript, writer: StaffUser) -> Message:
    """To whoever had submitted it."""
    return _make(
        writer,
        f"{_say_kind(manuscript)} that you submitted is a draft again",
        f"“{_title_of(manuscript)}” was returned. What has to be done stands on its page.",
        Link("The draft", mail_url("publishing.draft", manuscript_id=manuscript.id)),
    )


def make_remark_message(remark: OutsideRemark, reader: StaffUser) -> Message:
    """To whoever gave the link to somebody outside, or works on the draft."""
    link = remark.link
    return _make(
        reader,
        "A remark on a draft has come from outside",
        f"{link.for_whom} sent a remark on “{_title_of(link.manuscript)}”.",
        Link("The remarks", mail_url("checking.links", manuscript_id=link.manuscript_id)),
    )


def _say_kind(manuscript: Manuscript) -> str:
    article = "An" if manuscript.kind is Kind.INQUIRY else "A"
    return f"{article} {manuscript.kind.value}"


def _title_of(manuscript: Manuscript) -> str:
    return manuscript.title or "Untitled"


def _make(to: StaffUser, subject: str, sentence: str, link: Link) -> Message:
    return Message(to=to.email, subject=subject, parts=[sentence, link], kind=MailKind.PUBLISHING)
