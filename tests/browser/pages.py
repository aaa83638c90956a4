"""Every page of the site by name, public and staff, and how a person gets to it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from playwright.sync_api import Locator, Page

OPEN = "/inquiries/remote-and-online-access/getting-through"
CONCLUDED = "/inquiries/quality-of-general-practice/therapeutic-relationship"
PAPER = "/papers/first-contact-online"
Visit = Callable[[Page], object]


def at(path: str) -> Visit:
    return lambda page: page.goto(path)


def follow(page: Page, thing: Locator) -> None:
    """Click, and wait for the page that comes: a click alone returns while the old one stands."""
    with page.expect_navigation():
        thing.click()


def press(page: Page, name: str) -> None:
    follow(page, page.get_by_role("main").get_by_role("button", name=name).first)


def form_with_errors(page: Page) -> None:
    page.goto(f"{OPEN}/comment")
    page.get_by_label("Your e-mail address").fill("nonsense")
    press(page, "Check your comment")


def check(page: Page, choice: str = "Publish my comment with my name") -> None:
    page.goto(f"{OPEN}/comment")
    page.get_by_label("Your comment", exact=True).fill("A line.\n\nhttps://example.org/ another.")
    page.get_by_label(choice).check()
    page.get_by_label("Your name").fill("نور Example")
    press(page, "Check your comment")


def receipt(page: Page) -> None:
    check(page)
    press(page, "Send your comment")


def withdrawn_receipt(page: Page) -> None:
    receipt(page)
    page.get_by_text("Withdraw this comment").first.click()
    press(page, "Withdraw this comment")


def comment_page(page: Page) -> None:
    page.goto(CONCLUDED)
    follow(page, page.get_by_role("link", name="own page").first)


def sign_in_refused(page: Page) -> None:
    page.goto("/staff/login")
    page.get_by_label("E-mail address").fill("nobody@example.org")
    page.get_by_label("Password").fill("wrong")
    press(page, "Sign in")


def card(page: Page) -> None:
    page.goto("/staff/moderation")
    follow(page, page.get_by_role("article").get_by_role("link").first)


def token_lost(page: Page) -> None:
    page.goto(f"{OPEN}/comment")
    page.get_by_label("Your comment", exact=True).fill("Words that must not be lost.")
    page.evaluate("document.querySelector('main [name=csrf_token]').value = 'another'")
    press(page, "Check your comment")


def card_refused(page: Page) -> None:
    page.goto("/staff/moderation")
    press(page, "Reject")


def conflict(page: Page) -> None:
    page.goto("/staff/moderation")
    stale = page.context.new_page()
    stale.goto("/staff/moderation")
    press(stale, "Publish")
    stale.close()
    page.get_by_label("Note for colleagues").first.fill("What I thought.")
    press(page, "Spam")


def decided_card(page: Page) -> None:
    page.goto("/staff/moderation/decisions")
    follow(page, page.get_by_role("table").get_by_role("link").first)


PUBLIC: dict[str, Visit] = {
    "home": at("/"),
    "inquiry-open": at("/inquiries/remote-and-online-access"),
    "inquiry-concluded": at("/inquiries/quality-of-general-practice"),
    "topic-open": at(OPEN),
    "topic-newest-first": at(f"{CONCLUDED}?order=newest"),
    "topic-upcoming": at("/inquiries/remote-and-online-access/what-is-lost-and-gained"),
    "topic-closed": at("/inquiries/remote-and-online-access/messages-and-reminders"),
    "topic-concluded": at(CONCLUDED),
    "topic-without-papers": at("/inquiries/quality-of-general-practice/prescribing"),
    "subject": at("/subjects/access"),
    "paper-open": at(PAPER),
    "paper-concluded": at("/papers/measuring-quality-in-the-therapeutic-relationship"),
    "form": at(f"{OPEN}/comment"),
    "form-on-paragraph": at(f"{PAPER}/comment?paragraph=p3"),
    "form-with-errors": form_with_errors,
    "form-upcoming": at("/inquiries/remote-and-online-access/what-is-lost-and-gained/comment"),
    "form-closed": at("/inquiries/remote-and-online-access/messages-and-reminders/comment"),
    "form-concluded": at(f"{CONCLUDED}/comment"),
    "check": check,
    "check-not-published": partial(check, choice="Do not publish my comment"),
    "receipt": receipt,
    "receipt-withdrawn": withdrawn_receipt,
    "comment": comment_page,
    "accessibility": at("/about/accessibility"),
    "privacy": at("/about/privacy"),
    "moderation-policy": at("/about/moderation-policy"),
    "how-we-count": at("/about/how-we-count"),
    "not-found": at("/no-such-page"),
    "receipt-unknown": at("/receipts/no-such-key"),
    "token-lost": token_lost,
    "sign-in": at("/staff/login"),
    "sign-in-refused": sign_in_refused,
}

STAFF: dict[str, Visit] = {
    "staff-home": at("/staff/"),
    "queue": at("/staff/moderation"),
    "queue-filtered": at("/staff/moderation?choice=not_published"),
    "queue-empty": at("/staff/moderation?inquiry=quality-of-general-practice"),
    "card": card,
    "card-refused": card_refused,
    "card-decided": decided_card,
    "conflict": conflict,
    "decisions": at("/staff/moderation/decisions"),
    "change-password": at("/staff/password"),
    "verify": at("/staff/verify"),
    "staff-not-found": at("/staff/moderation/999999"),
}
