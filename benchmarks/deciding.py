"""Second step: the queue, cleared card by card as a moderator's browser does it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from benchmarks.pages import Card, Page
from benchmarks.running_site import MODERATOR
from benchmarks.sending import Sent
from benchmarks.visitor import FaultError, Visitor, say_progress

QUEUE = "/staff/moderation"
REJECT_EVERY = 10
LEAVE_EVERY = 25
REASON = "off_topic"


@dataclass
class Decided:
    """`published` stands in the order of the decisions, which is that of the numbers."""

    published: list[Sent] = field(default_factory=list)
    rejected: list[Sent] = field(default_factory=list)

    @property
    def total(self) -> int:
        return len(self.published) + len(self.rejected)


def sign_in(visitor: Visitor, password: str) -> None:
    form = visitor.open("/staff/login", "open the sign-in").form_with("password")
    if form is None:
        raise FaultError("The sign-in has no form.")
    visitor.send(form, {"email": MODERATOR, "password": password}, "sign in", expect=302)


class Desk:
    """A moderator at the queue, who leaves every 25th comment for a second look later.

    So pages fill up with comments that were left, and the way leads over the following pages.
    """

    def __init__(self, visitor: Visitor, sent: Mapping[str, Sent]) -> None:
        self.visitor = visitor
        self.waiting = dict(sent)
        self.left: set[str] = set()
        self.seen: set[str] = set()
        self.decided = Decided()

    def look_through(self) -> None:
        """Every comment waits in the queue once, the oldest first."""
        found: list[str] = []
        path: str | None = QUEUE
        while path:
            page = self._open(path)
            found += [card.comment.ref if card.comment else "" for card in page.cards]
            path = page.next_page
        if found != list(self.waiting):
            raise FaultError("The queue's pages do not show every comment once, oldest first.")

    def clear_queue(self) -> Decided:
        page = self._open(QUEUE)
        while True:
            card = self._choose(page)
            if card is not None:
                page = self._decide(card)
            elif page.next_page:
                page = self._open(page.next_page)
            elif self.left:
                self.left.clear()
                page = self._open(QUEUE)
            else:
                break
        if self.waiting:
            raise FaultError(
                f"The queue is empty, and {len(self.waiting)} comments were never in it."
            )
        return self.decided

    def _open(self, path: str) -> Page:
        return self.visitor.open(path, "open a page of the queue")

    def _choose(self, page: Page) -> Card | None:
        """The first card that is not left for later."""
        for card in page.cards:
            ref = card.comment.ref if card.comment else ""
            if ref in self.left:
                continue
            is_new = ref not in self.seen
            self.seen.add(ref)
            if is_new and len(self.seen) % LEAVE_EVERY == 0:
                self.left.add(ref)
                continue
            return card
        return None

    def _decide(self, card: Card) -> Page:
        comment, form = card.comment, card.form
        if comment is None or form is None:
            raise FaultError("A card of the queue has no comment or no form.")
        sent = self.waiting.pop(comment.ref, None)
        if sent is None:
            raise FaultError("The queue shows a comment that was not sent, or was decided already.")
        if comment.text != sent.text or comment.has_stray_words:
            raise FaultError(f"{sent.label}: its card does not show the text as it was typed.")
        if (self.decided.total + 1) % REJECT_EVERY == 0:
            said = self._press(form.buttons, card, {"decision": "reject", "reason": REASON})
            self.decided.rejected.append(sent)
            outcome = "is rejected"
        else:
            said = self._press(form.buttons, card, {"decision": "publish"})
            self.decided.published.append(sent)
            outcome = f"is published as number {len(self.decided.published)}"
        if f"Comment {sent.ref} {outcome}." not in said.notice:
            raise FaultError(
                f"{sent.label}: after the decision the page does not say that it {outcome}."
            )
        whole = self.decided.total + len(self.waiting)
        self.visitor.ask_plainly(self.decided.total)
        say_progress(self.decided.total, whole, "comments")
        return said

    def _press(self, buttons: list[tuple[str, str]], card: Card, values: Mapping[str, str]) -> Page:
        if card.form is None or ("decision", values["decision"]) not in buttons:
            raise FaultError(f"A card has no button to {values['decision']}.")
        self.visitor.send(card.form, values, "decide")
        return self._open(self.visitor.location)
