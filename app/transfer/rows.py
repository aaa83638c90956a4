"""One row of a file of comments: what it says, or everything that is wrong with it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import datetime
from enum import Enum
from functools import cache, lru_cache
from typing import NamedTuple, TypeVar

from email_validator import EmailNotValidError, validate_email

from app.comments.enums import CommentStatus, PublicationChoice
from app.comments.rules import BODY_LIMIT, NAME_LIMIT
from app.core.text import clean_line, clean_text, is_blank
from app.moderation.enums import Decision, Reason
from app.moderation.rules import NOTE_LIMIT, why_not_decide
from app.transfer.front import read_moment, say_moment

NEEDED = ("status", "publication_choice", "received_at", "body")
COLUMNS = (
    "ref", "number", "status", "publication_choice", "name", "received_at", "published_at",
    "changed_at", "is_late", "paper", "paragraph", "reason", "note", "body",
)  # fmt: skip
EMAIL = "email"
EMAIL_LIMIT, LOCAL_LIMIT = 254, 64
DECISION_FOR = {
    CommentStatus.PUBLISHED: Decision.PUBLISH,
    CommentStatus.REJECTED: Decision.REJECT,
    CommentStatus.SPAM: Decision.SPAM,
    CommentStatus.ACKNOWLEDGED: Decision.ACKNOWLEDGE,
}
_PLAIN_LOCAL = re.compile(r"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*")
_NUMBER = re.compile(r"[1-9][0-9]{0,8}")
_REF = re.compile(r"[a-z0-9]{4,16}")
_ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"
_YES_OR_NO = {"": None, "yes": True, "no": False}
Kind = TypeVar("Kind", bound=Enum)
Complain = Callable[[str], None]


class Place(NamedTuple):
    """Where comments stand, by the names in addresses: two inquiries may each have this topic."""

    inquiry: str
    topic: str


class CommentRow(NamedTuple):
    """`number` is None where the site gives the next one; `is_late` where the period says it."""

    line: int
    ref: str
    number: int | None
    status: CommentStatus
    choice: PublicationChoice
    name: str
    email: str
    received_at: datetime
    published_at: datetime | None
    changed_at: datetime
    is_late: bool | None
    paper: str
    paragraph: str
    reason: Reason | None
    note: str
    body: str

    @property
    def was_published(self) -> bool:
        return self.published_at is not None

    @property
    def version(self) -> int:
        """How often its status was given, its arrival included."""
        was_reopened = self.was_published and self.status not in (
            CommentStatus.PUBLISHED, CommentStatus.WITHDRAWN,
        )  # fmt: skip
        is_last = self.status not in (CommentStatus.PENDING, CommentStatus.PUBLISHED)
        return 1 + self.was_published + was_reopened + is_last


def read_row(
    cells: dict[str, str], line: int, place: Place, present: datetime, complain: Complain
) -> CommentRow | None:
    """None where anything is wrong; each complaint is a sentence."""
    complaints: list[str] = []
    status = _choose(CommentStatus, cells["status"], "status", complaints)
    choice = _choose(
        PublicationChoice, cells["publication_choice"], "publication_choice", complaints
    )
    reason_word = cells.get("reason", "")
    reason = _choose(Reason, reason_word, "reason", complaints) if reason_word else None
    received_at = _moment(cells, "received_at", present, complaints)
    published_at = _moment(cells, "published_at", present, complaints)
    changed_at = _moment(cells, "changed_at", present, complaints)
    if status is None or choice is None or received_at is None:
        if not cells["received_at"]:
            complaints.append("“received_at” is missing.")
        _pass_on(complaints, complain)
        return None
    number = _number(cells.get("number", ""), complaints)
    changed_at = changed_at or published_at or received_at
    if published_at is None and (number or status is CommentStatus.PUBLISHED):
        published_at = changed_at
    name, body = clean_line(cells.get("name", "")), clean_text(cells["body"])
    said = Said(*place, received_at, name, choice, body)
    row = CommentRow(
        line, cells.get("ref", "") or make_ref(said), number, status, choice, name,
        clean_line(cells.get(EMAIL, "")), received_at, published_at, changed_at,
        _yes_or_no(cells.get("is_late", ""), complaints), cells.get("paper", ""),
        cells.get("paragraph", ""), reason, clean_text(cells.get("note", "")), body,
    )  # fmt: skip
    complaints += _list_faults(row)
    _pass_on(complaints, complain)
    return None if complaints else row


def _pass_on(complaints: list[str], complain: Complain) -> None:
    for sentence in complaints:
        complain(sentence)


class Said(NamedTuple):
    """By what a comment is known that brings no reference."""

    inquiry: str
    topic: str
    received_at: datetime
    name: str
    choice: PublicationChoice
    body: str


def make_ref(said: Said) -> str:
    """The reference of a comment that brings none: the same for the same words at the same time."""
    words = "\0".join((
        said.inquiry, said.topic, said.received_at.isoformat(), said.name, said.choice.value,
        said.body,
    ))  # fmt: skip
    number = int.from_bytes(hashlib.sha256(words.encode()).digest()[:12])
    letters = []
    for _ in range(14):
        number, letter = divmod(number, len(_ALPHABET))
        letters.append(_ALPHABET[letter])
    return "".join(letters)


def _choose(kind: type[Kind], word: str, column: str, complaints: list[str]) -> Kind | None:
    found = _members(kind).get(word)
    if found is None:
        known = ", ".join(_members(kind))
        complaints.append(f"“{column}” is “{word[:40]}”, but has to be one of {known}.")
    return found  # type: ignore[return-value]  # the members are of that kind


@cache
def _members(kind: type[Enum]) -> dict[str, Enum]:
    return {member.value: member for member in kind if member is not CommentStatus.SUSPENDED}


def _moment(
    cells: dict[str, str], column: str, present: datetime, complaints: list[str]
) -> datetime | None:
    word = cells.get(column, "")
    if not word:
        return None
    moment = _find_moment(word)
    if moment is None:
        complaints.append(f"“{column}” is “{word[:40]}”, but has to be like 2026-06-30T23:59.")
    elif moment > present:
        complaints.append(f"“{column}” lies in the future.")
    return moment


@lru_cache(maxsize=1_000)
def _find_moment(word: str) -> datetime | None:
    """The same word stands twice in most rows, and comments may come at the same minute."""
    try:
        return read_moment(datetime.fromisoformat(word))
    except (ValueError, OverflowError):
        return None


def _number(word: str, complaints: list[str]) -> int | None:
    if not word:
        return None
    if not _NUMBER.fullmatch(word):
        complaints.append(f"“number” is “{word[:40]}”, but has to be a whole number from 1 on.")
        return None
    return int(word)


def _yes_or_no(word: str, complaints: list[str]) -> bool | None:
    if word not in _YES_OR_NO:
        complaints.append("“is_late” has to be yes, no or empty.")
    return _YES_OR_NO.get(word)


def _list_faults(row: CommentRow) -> list[str]:
    faults = [*_faults_of_words(row), *_faults_of_status(row)]
    if not _REF.fullmatch(row.ref):
        faults.append("“ref” has to be 4 to 16 small letters and digits.")
    if row.published_at and not row.received_at <= row.published_at <= row.changed_at:
        faults.append("It was received, published and changed in another order.")
    if row.published_at and not row.number and row.status is not CommentStatus.PUBLISHED:
        faults.append("It was published once, so it needs the number that it has.")
    if row.changed_at < row.received_at:
        faults.append("It was changed before it was received.")
    if row.paragraph and not row.paper:
        faults.append("It names a paragraph, but no paper.")
    return faults


def _faults_of_words(row: CommentRow) -> list[str]:
    faults = []
    if is_blank(row.body):
        faults.append("The comment has no text.")
    if len(row.body) > BODY_LIMIT:
        faults.append(f"The comment has {len(row.body):,} characters, more than {BODY_LIMIT:,}.")
    if len(row.name) > NAME_LIMIT:
        faults.append(f"The name has more than {NAME_LIMIT} characters.")
    if row.choice is PublicationChoice.NAMED and is_blank(row.name):
        faults.append("It is to be published with a name, but has none.")
    if len(row.note) > NOTE_LIMIT:
        faults.append(f"The note has more than {NOTE_LIMIT:,} characters.")
    if row.email and not is_email(row.email):
        faults.append("The e-mail address is none.")
    return faults


def is_email(text: str) -> bool:
    """Only what is before the @ differs in most of them: the rest is looked at once."""
    if len(text) > EMAIL_LIMIT:
        return False
    local, _, domain = text.rpartition("@")
    if domain.isascii() and len(local) <= LOCAL_LIMIT and _PLAIN_LOCAL.fullmatch(local):
        return _is_address(f"a@{domain}")
    return _is_address(text)


@lru_cache(maxsize=10_000)
def _is_address(text: str) -> bool:
    try:
        validate_email(text, check_deliverability=False)
    except EmailNotValidError:
        return False
    return True


def _faults_of_status(row: CommentRow) -> list[str]:
    faults = []
    decision = DECISION_FOR.get(row.status)
    if decision is None and (row.reason or row.note):
        faults.append(
            f"A comment that is {row.status.value} has no decision, so no reason or note."
        )
    if decision:
        refusal = why_not_decide(decision, CommentStatus.PENDING, row.choice, row.reason)
        if refusal:
            faults.append(refusal)
    if row.reason and decision not in (Decision.REJECT, Decision.SPAM, None):
        faults.append("Only what is rejected or spam has a reason.")
    if decision is Decision.SPAM and row.reason not in (None, Reason.SPAM):
        faults.append("The reason of spam is spam.")
    if row.choice is PublicationChoice.NOT_PUBLISHED and row.was_published:
        faults.append("Its author asked for it not to be published, so it has no number.")
    return faults


def write_row(row: CommentRow) -> list[str]:
    """The cells of COLUMNS, and the address at the end."""
    return [
        row.ref,
        str(row.number or ""),
        row.status.value,
        row.choice.value,
        row.name,
        say_moment(row.received_at),
        say_moment(row.published_at) if row.published_at else "",
        say_moment(row.changed_at),
        "yes" if row.is_late else "no",
        row.paper,
        row.paragraph,
        row.reason.value if row.reason else "",
        row.note,
        row.body,
        row.email,
    ]
