"""First step: every text goes through the form, as a browser without JavaScript sends it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from app.comments.rules import BODY_LIMIT
from app.core.text import clean_text
from benchmarks.pages import Page
from benchmarks.visitor import FaultError, Visitor

ANONYMOUS_EVERY = 5
EMAIL_EVERY = 3


@dataclass(frozen=True)
class Sent:
    """A comment that was taken; `label` names it in a fault without its words."""

    label: str
    text: str
    public_name: str
    ref: str
    receipt_path: str


def what_must_stand(label: str, text: str) -> str:
    """The text in its canonical form, which may lack only what nobody sees at all."""
    cleaned = clean_text(text)
    typed = re.sub("\r\n?|[\x85\u2028\u2029]", "\n", text).strip("\n")
    if _visible(cleaned) != _visible(unicodedata.normalize("NFC", typed)):
        raise FaultError(f"{label}: cleaning takes away more than what is invisible.")
    return cleaned


def _visible(text: str) -> str:
    return "".join(c for c in text if c == "\n" or unicodedata.category(c)[0] != "C")


def send(visitor: Visitor, topic_path: str, label: str, turn: int, text: str) -> Sent:
    """From the empty form to the receipt, as a person who has never been here."""
    visitor.forget()
    name = f"Contributor {turn}"
    is_named = turn % ANONYMOUS_EVERY != 0
    form = visitor.open(f"{topic_path}/comment", "open the form").form_with("body")
    if form is None or not {"nonce", "csrf_token"} <= form.values.keys():
        raise FaultError("The page of the form has no form with a nonce and a token.")
    written = {
        "body": text,
        "publication_choice": "named" if is_named else "anonymous",
        "name": name,
        "email": f"contributor{turn}@example.org" if turn % EMAIL_EVERY == 0 else "",
    }
    expected = what_must_stand(label, text)
    checked = visitor.send(form, written, "check the comment", expect=200)
    confirmation = checked.form_with("confirmed")
    if confirmation is None:
        raise FaultError(
            f"{label}: the page after the form does not offer to send. {checked.notice}"
        )
    if [comment.text for comment in checked.comments] != [expected]:
        raise FaultError(f"{label}: the preview does not show the text as it was typed.")
    visitor.send(confirmation, {"confirmed": "1"}, "send the comment")
    if not visitor.location.startswith("/receipts/"):
        raise FaultError(f"{label}: sending does not lead to a receipt.")
    receipt = visitor.open(visitor.location, "read the receipt")
    _check_receipt(receipt, label, expected)
    return Sent(label, expected, name if is_named else "", receipt.reference, visitor.path)


def _check_receipt(receipt: Page, label: str, expected: str) -> None:
    if receipt.heading != "Waiting to be read" or not receipt.reference:
        raise FaultError(f"{label}: the receipt does not say that the comment waits.")
    if [comment.text for comment in receipt.loose_comments] != [expected]:
        raise FaultError(f"{label}: the receipt does not show the text as it was typed.")


def see_refusal(visitor: Visitor, topic_path: str, label: str, text: str) -> None:
    """A text over the limit: refused in words, with the whole text kept in its field."""
    visitor.forget()
    form = visitor.open(f"{topic_path}/comment", "open the form").form_with("body")
    if form is None:
        raise FaultError("The page of the form has no form.")
    written = {"body": text, "publication_choice": "anonymous"}
    refused = visitor.send(form, written, "be refused: too long", expect=422)
    over = f"{len(clean_text(text)) - BODY_LIMIT:,} too many"
    if over not in refused.notice or "send it in parts" not in refused.notice:
        raise FaultError(f"{label}: the refusal does not say how much is too much, and what to do.")
    kept = refused.form_with("body")
    if kept is None or kept.values["body"] != clean_text(text):
        raise FaultError(f"{label}: the refused form does not keep the text.")


def split_in_parts(text: str, limit: int = BODY_LIMIT) -> list[str]:
    """Parts up to the limit, cut between paragraphs where one ends in the latter half."""
    parts = []
    while len(text) > limit:
        head = text[: limit + 1]
        at = head.rfind("\n\n")
        if at < limit // 2:
            at = max(head.rfind(" "), head.rfind("\n"))
        if at <= 0:
            at = limit
        parts.append(text[:at])
        text = text[at:].lstrip()
    return [*parts, text]


def make_long_text(texts: Sequence[str]) -> str:
    """One text of three times the limit and a little more, joined from the given ones."""
    paragraphs: list[str] = []
    length = 0
    while length <= 3 * BODY_LIMIT:
        addition = texts[len(paragraphs) % len(texts)]
        paragraphs.append(addition)
        length += len(addition) + 2
    return "\n\n".join(paragraphs)
