"""Pages that were taken away: their addresses stay, and say when and why."""

from __future__ import annotations

from datetime import datetime

from app.core.errors import NotFoundError
from app.inquiries.enums import PublishingState
from app.inquiries.models import Withdrawable


class WithdrawnError(NotFoundError):
    """`page` cannot be read, as `withdrawn` (itself, or one above it) was withdrawn.

    With a `version`, that version alone cannot be read any more.
    """

    def __init__(
        self,
        page: Withdrawable,
        withdrawn: Withdrawable,
        withdrawn_at: datetime | None,
        reason: str,
        version: int = 0,
    ) -> None:
        super().__init__("it was withdrawn")
        self.page = page
        self.withdrawn = withdrawn
        self.withdrawn_at = withdrawn_at
        self.reason = reason
        self.version = version


def is_known(page: Withdrawable) -> bool:
    """Published now or once, so that its address and its title are no secret."""
    return page.state in (PublishingState.PUBLISHED, PublishingState.WITHDRAWN)


def refuse_hidden(*pages: Withdrawable) -> None:
    """To be asked before anything of a page is shown; `pages` are it and all above it, upward.

    Raises NotFoundError where one of them was never published, WithdrawnError where one was and is
    withdrawn.
    """
    if not all(map(is_known, pages)):
        raise NotFoundError("it is not published")
    for page in pages:
        if page.state is PublishingState.WITHDRAWN:
            raise WithdrawnError(pages[0], page, page.withdrawn_at, page.withdrawal_reason)
