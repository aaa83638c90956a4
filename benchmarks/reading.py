"""Third step: the public pages, read by somebody who knows what must stand there."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.pages import ShownComment
from benchmarks.sending import Sent
from benchmarks.visitor import FaultError, Visitor


def read_pages(visitor: Visitor, topic_path: str) -> tuple[list[ShownComment], dict[str, str]]:
    """Every comment on the topic's pages in their order, and the validator of each page."""
    shown: list[ShownComment] = []
    etags: dict[str, str] = {}
    path: str | None = topic_path
    while path:
        if path in etags:
            raise FaultError(f"The pages go round in a circle: {path} follows itself.")
        page = visitor.open(path, "read a public page")
        etags[path] = visitor.etag
        shown += page.comments
        path = page.next_page
    if visitor.cookies:
        raise FaultError("A public page has set a cookie.")
    return shown, etags


def read_again(visitor: Visitor, etags: dict[str, str]) -> None:
    for path, etag in etags.items():
        visitor.open(path, "the same page, unchanged (304)", expect=304, etag=etag)


def compare(shown: Sequence[ShownComment], published: Sequence[Sent]) -> None:
    """Refuse anything but what was published, all of it, in order, as it was typed."""
    if len({comment.ref for comment in shown}) != len(shown):
        raise FaultError("The public pages show a comment twice.")
    refs = {sent.ref for sent in published}
    strangers = [comment.ref for comment in shown if comment.ref not in refs]
    if strangers:
        raise FaultError(f"The public pages show {len(strangers)} comments that are not published.")
    if len(shown) != len(published):
        raise FaultError(f"{len(published) - len(shown)} published comments are not on the pages.")
    for number, (comment, sent) in enumerate(zip(shown, published, strict=True), start=1):
        if (comment.ref, comment.number) != (sent.ref, number):
            raise FaultError(
                f"{sent.label} was published as number {number}; another stands there."
            )
        _compare_one(comment, sent)


def _compare_one(comment: ShownComment, sent: Sent) -> None:
    if comment.text != sent.text or comment.has_stray_words:
        raise FaultError(f"{sent.label} does not stand on the page as it was typed.")
    if comment.name != (sent.public_name or "Name withheld"):
        raise FaultError(f"{sent.label} stands on the page under another name than it was given.")


def read_one_by_one(visitor: Visitor, published: Sequence[Sent]) -> None:
    for sent in published:
        page = visitor.open(f"/comments/{sent.ref}", "read a comment's own page")
        if [comment.ref for comment in page.comments] != [sent.ref]:
            raise FaultError(f"{sent.label}: its own page shows something else.")
        _compare_one(page.comments[0], sent)


def check_rejected(visitor: Visitor, rejected: Sequence[Sent]) -> None:
    """No page of its own, and a receipt that says why."""
    for sent in rejected:
        visitor.open(f"/comments/{sent.ref}", "ask for a rejected comment (404)", expect=404)
        receipt = visitor.open(sent.receipt_path, "read the receipt of a rejected comment")
        if receipt.heading != "Not published" or "Why" not in receipt.sections:
            raise FaultError(
                f"{sent.label}: its receipt does not say that it is not published, and why."
            )
