"""One message: the same words as plain text and as simple HTML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template

from app.mail.addresses import stop_url
from app.mail.enums import MailKind


@dataclass(frozen=True)
class Link:
    """A line of its own that leads somewhere."""

    label: str
    url: str

    def __str__(self) -> str:
        return f"{self.label}:\n{self.url}"


@dataclass(frozen=True)
class Message:
    """`to` is one address; `kind` is None for what cannot be stopped, such as an invitation.

    `is_unconfirmed`: anybody may have typed the address, so it gets few messages.
    """

    to: str
    subject: str
    parts: Sequence[str | Link]
    kind: MailKind | None = None
    is_unconfirmed: bool = False

    @property
    def stop_url(self) -> str:
        """Where messages of this kind are stopped, "" where they cannot be."""
        return stop_url(self.to, self.kind) if self.kind else ""

    @property
    def text(self) -> str:
        return "\n\n".join(str(part) for part in self._all) + "\n"

    @property
    def html(self) -> str:
        return render_template("mail/message.html", message=self, parts=self._all)

    @property
    def _all(self) -> list[str | Link]:
        stop = [Link("Stop these messages", self.stop_url)] if self.kind else []
        return [*self.parts, *stop]
