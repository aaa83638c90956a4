from __future__ import annotations

from enum import Enum


class PageName(Enum):
    """The pages under /about, by the last part of their addresses."""

    ACCESSIBILITY = "accessibility"
    PRIVACY = "privacy"
    MODERATION_POLICY = "moderation-policy"
    HOW_WE_COUNT = "how-we-count"

    @property
    def label(self) -> str:
        return self.value.replace("-", " ").capitalize()


class Placeholder(Enum):
    """What a page's text may name in braces, to be filled in when somebody reads it."""

    ORGANISATION = "organisation"
    SITE = "site"
    GRACE = "grace"
    NUMBERS_ON_A_PAGE = "numbers_on_a_page"
    MESSAGES_KEPT = "messages_kept"
    CONTACT = "contact"
    REASONS = "reasons"

    @property
    def label(self) -> str:
        """What it stands for."""
        return {
            Placeholder.ORGANISATION: "Who runs the site",
            Placeholder.SITE: "The name of the site",
            Placeholder.GRACE: "How long after the closing time an open form is still taken",
            Placeholder.NUMBERS_ON_A_PAGE: "How many numbers of comments a page of them spans",
            Placeholder.MESSAGES_KEPT: "How long messages that could not be sent are kept",
            Placeholder.CONTACT: "How to reach whoever runs the site",
            Placeholder.REASONS: "The clauses below, one for each reason for not publishing",
        }[self]

    @property
    def is_block(self) -> bool:
        """Stands in a paragraph of its own, and becomes several."""
        return self in (Placeholder.CONTACT, Placeholder.REASONS)
