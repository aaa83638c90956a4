"""Every page of the site by name, public and staff, and how a person gets to it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from playwright.sync_api import Locator, Page

from tests.browser.states import States

INQUIRY = "/inquiries/remote-and-online-access"
OPEN = f"{INQUIRY}/getting-through"
CONCLUDED = "/inquiries/quality-of-general-practice/therapeutic-relationship"
PAPER = "/papers/first-contact-online"
STANDING = "/staff/settings/pages"
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


BODY = "A line.\n\nhttps://example.org/ another."
NAMED = "Publish my comment with my name"


def fill_in(page: Page, choice: str = NAMED, body: str = BODY) -> None:
    page.get_by_label("Your comment", exact=True).fill(body)
    page.get_by_label(choice).check()
    page.get_by_label("Your name").fill("نور Example")


def check(page: Page, choice: str = NAMED) -> None:
    page.goto(f"{OPEN}/comment")
    fill_in(page, choice)
    press(page, "Check your comment")


def receipt(page: Page) -> None:
    check(page)
    press(page, "Send your comment")


def withdrawn_receipt(page: Page) -> None:
    receipt(page)
    page.get_by_text("Withdraw this comment").first.click()
    press(page, "Withdraw this comment")


def already_sent(page: Page) -> None:
    """A form that has sent a comment comes again with other words in it."""
    page.goto(f"{OPEN}/comment")
    nonce = page.locator("[name=nonce]").input_value()
    fill_in(page)
    press(page, "Check your comment")
    press(page, "Send your comment")
    page.goto(f"{OPEN}/comment")
    page.locator("[name=nonce]").evaluate("(field, value) => { field.value = value; }", nonce)
    fill_in(page, body="Other words.")
    press(page, "Check your comment")
    press(page, "Send your comment")
    page.get_by_text("You have already sent a comment from this form").wait_for()


def sent_too_late(page: Page) -> None:
    """Into a topic that has closed: as from a form that was open for too long."""
    page.goto(f"{OPEN}/comment")
    fill_in(page)
    send_to = "(form, address) => { form.action = address; }"
    page.locator("form.form").evaluate(send_to, f"{INQUIRY}/closed-topic/comment")
    press(page, "Check your comment")
    page.get_by_text("Everything you typed is kept on this page").wait_for()


def too_long(page: Page) -> None:
    page.goto(f"{OPEN}/comment")
    fill_in(page)
    make_huge = "field => { field.value = 'x'.repeat(1100000); }"
    page.get_by_label("Your comment", exact=True).evaluate(make_huge)
    press(page, "Check your comment")
    page.get_by_text("That is too long").first.wait_for()


def comment_page(page: Page) -> None:
    page.goto(CONCLUDED)
    follow(page, page.get_by_role("link", name="own page").first)


def sign_in_refused(page: Page) -> None:
    page.goto("/staff/login")
    page.get_by_label("E-mail address").fill("nobody@example.org")
    page.get_by_label("Password").fill("wrong")
    press(page, "Sign in")


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


def conflict_after_withdrawal(page: Page, states: States) -> None:
    card, receipt = states.to_withdraw.pop()
    page.goto(card)
    author = page.context.new_page()
    author.goto(receipt)
    author.get_by_text("Withdraw this comment").first.click()
    press(author, "Withdraw this comment")
    author.close()
    press(page, "Publish")
    page.get_by_text("Its author withdrew the comment").wait_for()


def first_card(page: Page) -> None:
    page.goto("/staff/moderation")
    follow(page, page.get_by_role("main").get_by_role("link", name="Comment ").first)


def queue_page_2(page: Page) -> None:
    page.goto("/staff/moderation")
    follow(page, page.get_by_role("link", name="received later"))


def decided_card(page: Page) -> None:
    page.goto("/staff/moderation/decisions")
    follow(page, page.get_by_role("table").get_by_role("link").first)


def person_refused(page: Page) -> None:
    page.goto("/staff/people")
    follow(page, page.get_by_role("link", name="Alex Thorne"))
    page.get_by_text("Disable the account").first.click()
    press(page, "Disable the account")


def invite_refused(page: Page) -> None:
    page.goto("/staff/people/invite")
    press(page, "Send the invitation")


def new_refused(page: Page) -> None:
    page.goto("/staff/publishing/new")
    press(page, "Start writing")


def open_draft(page: Page, title: str) -> None:
    page.goto("/staff/publishing")
    follow(page, page.get_by_role("link", name=title))


def edit_refused(page: Page) -> None:
    open_draft(page, "Care at night")
    follow(page, page.get_by_role("link", name="Edit the text"))
    page.get_by_label("Chair").fill("x" * 300)
    press(page, "Add one")
    page.get_by_label("Day").first.fill("2027-03-28")
    page.get_by_label("Time").first.fill("01:30")
    follow(page, page.get_by_role("button", name="Save", exact=True).last)


def files_refused(page: Page) -> None:
    open_draft(page, "Answering at night")
    follow(page, page.get_by_role("link", name="Files beside the paper"))
    press(page, "Add the file")


def edit_collision(page: Page) -> None:
    open_draft(page, "Who answers")
    follow(page, page.get_by_role("link", name="Edit the text"))
    other = page.context.new_page()
    other.goto(page.url)
    for editor, words in ((other, "What the other made of it."), (page, "What I made of it.")):
        editor.get_by_label("Summary").fill(words + str(page.evaluate("Math.random()")))
        follow(editor, editor.get_by_role("button", name="Save", exact=True).last)
    other.close()


def step_refused(page: Page) -> None:
    """From a page that is no longer true."""
    open_draft(page, "Night buses")
    make_old = "fields => fields.forEach(field => { field.value = '1'; })"
    page.locator("[name=seen_version]").evaluate_all(make_old)
    page.get_by_text("Take it back").click()
    press(page, "Make it a draft again")


def open_subject(page: Page, title: str) -> None:
    page.goto("/staff/subjects")
    follow(page, page.get_by_role("table").get_by_role("link", name=title, exact=True))


def subject_unused(page: Page) -> None:
    open_subject(page, "Nights")
    page.get_by_text("Delete the subject").first.click()


def subject_refused(page: Page) -> None:
    open_subject(page, "Access")
    page.get_by_label("Title").fill("")
    press(page, "Save")


def subject_collision(page: Page) -> None:
    open_subject(page, "Nights")
    other = page.context.new_page()
    other.goto(page.url)
    for editor, words in ((other, "What the other made of it."), (page, "What I made of it.")):
        editor.get_by_label("Description").fill(words + str(page.evaluate("Math.random()")))
        press(editor, "Save")
    other.close()


def link_refused(page: Page) -> None:
    open_draft(page, "Who answers")
    follow(page, page.get_by_role("link", name="Have it checked by somebody outside"))
    page.get_by_label("For how many days").fill("1000")
    press(page, "Make the link")


def new_subject_refused(page: Page) -> None:
    page.goto("/staff/subjects/new")
    page.get_by_label("Title").fill("Access")
    page.get_by_label("Name in the address").fill("access")
    press(page, "Add the subject")


def standing_page_refused(page: Page) -> None:
    page.goto(f"{STANDING}/moderation-policy")
    page.get_by_label("Text", exact=True).fill("Write to {nobody}.")
    page.get_by_label("Message to the author").first.fill("")
    press(page, "Publish")


def standing_page_collision(page: Page) -> None:
    page.goto(f"{STANDING}/accessibility")
    other = page.context.new_page()
    other.goto(page.url)
    for editor, words in ((other, "What the other made of it."), (page, "What I made of it.")):
        editor.get_by_label("Lead").fill(words + str(page.evaluate("Math.random()")))
        press(editor, "Save")
    other.close()


def standing_page_folded_out(page: Page) -> None:
    page.goto(f"{STANDING}/privacy")
    for summary in page.locator("main summary").all():
        summary.click()


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
    "standing-versions": at("/about/how-we-count/versions"),
    "standing-versions-refused": at("/about/how-we-count/versions?older=2&newer=2"),
    "standing-version": at("/about/how-we-count/versions/1"),
    "standing-changes": at("/about/how-we-count/versions/1/changes/2"),
    "not-found": at("/no-such-page"),
    "form-already-sent": already_sent,
    "form-closed-with-kept-text": sent_too_late,
    "too-long": too_long,
    "receipt-unknown": at("/receipts/no-such-key"),
    "token-lost": token_lost,
    "sign-in": at("/staff/login"),
    "sign-in-refused": sign_in_refused,
}

STAFF: dict[str, Visit] = {
    "staff-home": at("/staff/"),
    "queue": at("/staff/moderation"),
    "queue-page-2": queue_page_2,
    "queue-filtered": at("/staff/moderation?choice=not_published"),
    "queue-empty": at("/staff/moderation?inquiry=quality-of-general-practice"),
    "card": first_card,
    "card-refused": card_refused,
    "card-decided": decided_card,
    "conflict": conflict,
    "decisions": at("/staff/moderation/decisions"),
    "account": at("/staff/account"),
    "set-up": at("/staff/account/second-factor"),
    "change-password": at("/staff/password"),
    "staff-not-found": at("/staff/moderation/999999"),
    "not-done-that-way": at("/staff/moderation/1/decision"),
}

ADMIN: dict[str, Visit] = {
    "staff-home": at("/staff/"),
    "jobs": at("/staff/jobs"),
    "messages": at("/staff/mail"),
    "audit": at("/staff/audit"),
    "audit-refused": at("/staff/audit?since=yesterday"),
    "audit-empty": at("/staff/audit?act=enabled"),
    "people": at("/staff/people"),
    "person": at("/staff/people/1"),
    "person-refused": person_refused,
    "invite": at("/staff/people/invite"),
    "invite-refused": invite_refused,
    "settings": at("/staff/settings"),
    "standing-pages": at(STANDING),
    "standing-page": standing_page_folded_out,
    "standing-page-with-clauses": at(f"{STANDING}/moderation-policy"),
    "standing-page-preview": at(f"{STANDING}/moderation-policy/preview"),
    "standing-page-refused": standing_page_refused,
    "standing-page-collision": standing_page_collision,
}


PUBLISHER: dict[str, Visit] = {
    "staff-home": at("/staff/"),
    "may-not": at("/staff/moderation"),
    "drafts": at("/staff/publishing"),
    "subjects": at("/staff/subjects"),
    "subject-unused": subject_unused,
    "subject-refused": subject_refused,
    "subject-collision": subject_collision,
    "new-subject-refused": new_subject_refused,
    "new-refused": new_refused,
    "edit-refused": edit_refused,
    "files-refused": files_refused,
    "edit-collision": edit_collision,
    "step-refused": step_refused,
    "link-refused": link_refused,
}


def pages_of(visitor: str, states: States) -> dict[str, Visit]:
    """Every page that this visitor can get to, by name."""
    if visitor == "nobody":
        return {**PUBLIC, **{name: at(path) for name, path in states.public.items()}}
    if visitor == "moderator":
        last = {"conflict-after-withdrawal": partial(conflict_after_withdrawal, states=states)}
        return {**STAFF, **{name: at(path) for name, path in states.staff.items()}, **last}
    if visitor == "admin":
        return {**ADMIN, **{name: at(path) for name, path in states.admin.items()}}
    return {**PUBLISHER, **{name: at(path) for name, path in states.publisher.items()}}
