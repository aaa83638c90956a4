"""Every journey with the keyboard alone, with JavaScript and without it."""

from __future__ import annotations

import base64

import pytest
from playwright.sync_api import Page, expect

from app.accounts.totp import make_code, step_at
from app.core import clock
from tests.browser.keyboard import Keyboard
from tests.browser.pages import INQUIRY
from tests.browser.states import QUIET_TOPIC
from tests.serving import run_command

pytestmark = pytest.mark.browser

TOPIC = f"{INQUIRY}/{QUIET_TOPIC}"
PASSWORD, NEW_PASSWORD = "whimbrel stint ruff 40", "dunlin godwit knot 71"


@pytest.fixture
def keys(page) -> Keyboard:
    return Keyboard(page)


def expect_heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def expect_words(page: Page, words: str) -> None:
    expect(page.get_by_role("main")).to_contain_text(words)


def send(keys: Keyboard, words: str) -> str:
    """A comment without a name; its reference."""
    keys.page.goto(f"{TOPIC}/comment")
    keys.write("Your comment", words)
    keys.go_to("Publish my comment with my name")
    keys.press("ArrowDown")
    assert keys.here().startswith("Publish my comment, but withhold my name")
    keys.enter("Check your comment")
    keys.enter("Send your comment")
    expect_heading(keys.page, "Waiting to be read")
    return keys.page.locator(".reference").inner_text()


def sign_in(keys: Keyboard, email: str, password: str) -> None:
    if not keys.page.url.endswith("/staff/login"):
        keys.page.goto("/staff/login")
    keys.write("E-mail address", email)
    keys.write("Password", password)
    keys.enter()


def sign_out(keys: Keyboard) -> None:
    keys.enter("Sign out")
    expect_heading(keys.page, "Staff sign-in")


def test_a_reader_skips_to_the_text_and_comments_and_mends_a_mistake_and_withdraws(page, keys):
    page.goto(TOPIC)
    keys.open("Skip to the main content")
    keys.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")
    keys.enter("Comment on this topic")

    keys.write("Your comment", "Typed without a mouse.")
    keys.go_to("Publish my comment with my name")
    keys.press("Space")
    keys.write("Your e-mail address", "nonsense")
    keys.enter("Check your comment")
    assert page.title().startswith("Error: ")
    keys.open("Give the name to publish")
    assert keys.here() == "Your name"
    page.keyboard.type("Kay Board")
    keys.go_to("Give an e-mail address", "Shift+Tab")
    keys.press("Enter")
    assert keys.here().startswith("Your e-mail address")
    keys.press("Control+A")
    keys.press("Delete")
    keys.enter()

    expect_heading(page, "Check your comment")
    keys.enter("Send your comment")
    expect_heading(page, "Waiting to be read")
    keys.open("Withdraw this comment")
    keys.enter("Withdraw this comment")
    expect_heading(page, "Withdrawn")


def test_the_focus_begins_at_what_is_wrong(demonstration, chromium):
    page = chromium.new_context(base_url=demonstration.site.base).new_page()
    keys = Keyboard(page)
    page.goto(f"{TOPIC}/comment")
    keys.enter("Check your comment")
    assert keys.here().startswith("There is a problem")
    keys.press("Tab")
    keys.press("Enter")
    assert keys.here() == "Your comment"
    page.context.close()


@pytest.mark.prove
def test_a_moderator_publishes_and_rejects_and_reopens(page, keys, demonstration):
    published, rejected = send(keys, "To be published."), send(keys, "To be rejected.")
    sign_in(keys, "moderator@example.org", demonstration.passwords["moderator@example.org"])
    keys.enter("Moderation queue")
    keys.write("Topic", "Quiet")
    keys.enter("Show these")
    keys.enter(f"Publish comment {published}")
    expect_words(page, "is published as number")

    keys.enter(f"Comment {rejected}")
    keys.enter(f"Reject comment {rejected}")
    expect_words(page, "Choose the reason")
    keys.write("Reason, unless you publish", "Not")
    keys.write("Note for colleagues", "It asks about parking.")
    keys.enter(f"Reject comment {rejected}")
    expect_words(page, "is rejected")

    keys.enter("Latest decisions")
    keys.enter(rejected)
    expect_words(page, "It asks about parking.")
    keys.enter("Reopen for a new decision")
    expect_words(page, "waits")
    sign_out(keys)


@pytest.mark.prove
def test_somebody_sets_up_a_second_factor_and_signs_in_with_it_and_changes_the_password(
    page, keys, demonstration, request
):
    email = f"kay-{abs(hash(request.node.name))}@example.org"
    command = ["staff", "create", "--email", email, "--role", "analyst", "--password-stdin"]
    run_command(demonstration.site.environment, *command, typed=f"{PASSWORD}\n")
    sign_in(keys, email, PASSWORD)
    keys.enter("Your account")
    keys.enter("Turn it on")
    secret = base64.b32decode(page.locator(".address-key").inner_text().replace(" ", ""))
    step = step_at(clock.now())
    keys.write("The code that the app shows", make_code(secret, step))
    keys.write("Your password", PASSWORD)
    keys.enter("Turn it on")
    keys.enter("I have kept them")
    sign_out(keys)

    sign_in(keys, email, PASSWORD)
    keys.write("The code that your app shows", make_code(secret, step + 1))
    keys.enter()
    keys.enter("Your account")
    keys.enter("Change your password")
    keys.write("Your present password", PASSWORD)
    keys.write("New password", NEW_PASSWORD)
    keys.write("The new password again", NEW_PASSWORD)
    keys.enter("Change password")
    sign_out(keys)
    sign_in(keys, email, NEW_PASSWORD)
    expect_heading(page, "Your second factor")


@pytest.mark.prove
def test_an_administrator_invites_and_disables(page, keys, demonstration, request):
    email = f"lee-{abs(hash(request.node.name))}@example.org"
    sign_in(keys, "admin@example.org", demonstration.passwords["admin@example.org"])
    keys.enter("People")
    keys.enter("Invite somebody")
    keys.write("E-mail address", email)
    keys.go_to("Analyst")
    keys.press("Space")
    keys.enter("Send the invitation")
    keys.enter("People")
    keys.enter(email)
    keys.open("Disable the account")
    keys.enter("Disable the account")
    expect_words(page, "Disabled")
    sign_out(keys)


@pytest.mark.prove
def test_a_publisher_writes_and_submits_and_has_a_draft_checked_and_an_administrator_publishes(
    page, keys, demonstration, request
):
    sign_in(keys, "publisher@example.org", demonstration.passwords["publisher@example.org"])
    keys.enter("Inquiries and papers")
    keys.enter("Getting through")
    keys.enter("Start a paper")
    keys.write("Title", "Typed by keys")
    keys.write("Name in the address", f"keys-{'without' in request.node.name}".lower())
    keys.enter("Start writing")
    keys.write("Abstract", "Typed without a mouse.")
    keys.write("Text", "## One\n\nA first paragraph.")
    keys.enter("Add one")
    keys.write("Name", "Kay Board")
    keys.enter("Save and see the preview")
    expect_words(page, "This is how the paper would look")
    keys.enter("Back to the draft")

    keys.enter("Have it checked by somebody outside")
    keys.write("For whom", "Ada Marsh")
    keys.enter("Make the link")
    keys.enter("End this link for Ada Marsh")
    expect_words(page, "Ended at")
    keys.enter("Back to the draft")

    keys.enter("Submit for publication")
    expect_words(page, "somebody else can publish it now")
    address = page.url
    sign_out(keys)
    sign_in(keys, "admin@example.org", demonstration.passwords["admin@example.org"])
    page.goto(address)
    keys.enter("Publish")
    expect_words(page, "It is published")
    keys.open("Withdraw it")
    keys.write("Why", "It was typed to try the keys.")
    keys.enter("Withdraw the paper")
    expect_words(page, "It is withdrawn")
    sign_out(keys)


@pytest.mark.prove
def test_an_administrator_changes_a_standing_page(page, keys, demonstration, request):
    lead = f"A person reads each one, with care {abs(hash(request.node.name))}."
    sign_in(keys, "admin@example.org", demonstration.passwords["admin@example.org"])
    keys.enter("Settings")
    keys.enter("Standing pages")
    keys.enter("Moderation policy")
    keys.go_to("Lead")
    keys.press("Control+A")
    page.keyboard.type(lead)
    keys.enter("Save and see the preview")
    expect_words(page, lead)
    keys.enter("Edit the text")
    keys.enter("Publish")
    expect_words(page, "Say in a sentence what changed")
    keys.write("What changed", "The lead is shorter.")
    keys.go_to("Publish", "Tab")
    keys.enter()
    expect_words(page, "It is published as version")
    page.goto("/about/moderation-policy")
    expect_words(page, lead)
