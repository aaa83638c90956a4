"""The main job in a real browser, with JavaScript and without it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import sign_in

pytestmark = pytest.mark.browser

TOPIC = "/inquiries/remote-and-online-access/getting-through"
WORDS = "The line was engaged for an hour.\n\n  Then it went dead."


def fill_in(page: Page, body: str, name: str) -> None:
    page.get_by_label("Your comment", exact=True).fill(body)
    page.get_by_label("Publish my comment with my name").check()
    page.get_by_label("Your name").fill(name)
    page.get_by_role("button", name="Check your comment").click()


def send_comment(page: Page, body: str, name: str) -> str:
    """Returns the address of the receipt."""
    page.goto(f"{TOPIC}/comment")
    fill_in(page, body, name)
    page.get_by_role("button", name="Send your comment").click()
    page.wait_for_url("**/receipts/**")
    return page.url


def open_queue(page: Page) -> None:
    """The comments on the topic that this test writes about."""
    page.goto("/staff/moderation")
    page.get_by_label("Topic", exact=True).select_option("Getting through")
    page.get_by_role("button", name="Show these").click()
    page.wait_for_url("**topic=**")


def card(page: Page, name: str):
    return page.locator("article.queue-item").filter(has_text=name)


def test_a_person_reads_and_comments_and_a_moderator_publishes(page, demonstration, request):
    name = f"Ida Fell {abs(hash(request.node.name)) % 10_000}"
    page.goto("/")
    page.get_by_role("link", name="Inquiry into remote and online access to care").click()
    page.get_by_role("link", name="Getting through").first.click()
    page.get_by_role("link", name="Comment on this topic").first.click()

    page.get_by_label("Your comment", exact=True).fill(WORDS)
    page.get_by_role("button", name="Check your comment").click()
    expect(page.get_by_role("alert").first).to_contain_text("Choose how your comment")
    assert page.get_by_label("Your comment", exact=True).input_value() == WORDS

    fill_in(page, WORDS, name)
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your comment")
    page.get_by_role("button", name="Change your comment").click()
    assert page.get_by_label("Your comment", exact=True).input_value() == WORDS
    page.get_by_role("button", name="Check your comment").click()
    page.get_by_role("button", name="Send your comment").dblclick()
    page.wait_for_url("**/receipts/**")
    expect(page.get_by_role("heading", level=1)).to_have_text("Waiting to be read")
    receipt = page.url

    sign_in(page, demonstration)
    open_queue(page)
    expect(card(page, name)).to_have_count(1)
    card(page, name).get_by_role("button", name="Publish").click()
    expect(page.get_by_role("main")).to_contain_text("is published as number")

    page.goto(TOPIC)
    comment = page.locator("article.comment").filter(has_text=name)
    expect(comment).to_have_count(1)
    assert WORDS.split("\n\n")[1] in (comment.locator(".comment-body").text_content() or "")
    comment.get_by_role("link", name="own page").click()
    expect(page.get_by_role("main")).to_contain_text("The line was engaged for an hour.")
    page.goto(receipt)
    expect(page.get_by_role("heading", level=1)).to_have_text("Published")


def test_a_rejected_comment_tells_its_author_why(page, demonstration, request):
    name = f"Rex Holm {abs(hash(request.node.name)) % 10_000}"
    receipt = send_comment(page, "Where can I park?", name)
    sign_in(page, demonstration)
    open_queue(page)
    item = card(page, name)
    item.get_by_role("button", name="Reject").click()
    expect(page.get_by_role("alert").first).to_contain_text("Choose the reason")
    page.locator("select[name=reason]").select_option("off_topic")
    page.get_by_role("button", name="Reject").click()
    expect(page.get_by_role("main")).to_contain_text("is rejected")
    page.goto(receipt)
    expect(page.get_by_role("main")).to_contain_text("did not seem to be about this topic")


def test_a_stale_tab_is_told_who_decided(page, demonstration, request):
    name = f"Sal Tern {abs(hash(request.node.name)) % 10_000}"
    send_comment(page, "Both tabs show me.", name)
    sign_in(page, demonstration)
    open_queue(page)
    stale = page.context.new_page()
    stale.goto(page.url)
    card(page, name).get_by_role("button", name="Publish").click()
    expect(page.get_by_role("main")).to_contain_text("is published as number")
    card(stale, name).locator("textarea").fill("My own words about it.")
    card(stale, name).get_by_role("button", name="Spam").click()
    expect(stale.get_by_role("heading", level=1)).to_have_text("Your decision was not taken")
    expect(stale.get_by_role("main")).to_contain_text("Morgan Ellis")
    assert "My own words about it." in stale.content()
    stale.get_by_role("link", name="Back to the queue").click()
    expect(stale.get_by_role("heading", level=1)).to_have_text("Moderation queue")
    stale.get_by_role("button", name="Sign out").click()
    expect(stale.get_by_role("heading", level=1)).to_have_text("Staff sign-in")
    stale.goto("/staff/moderation")
    expect(stale.get_by_role("heading", level=1)).to_have_text("Staff sign-in")
