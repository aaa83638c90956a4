"""A standing page in a real browser, with JavaScript and without: two people, one text."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import sign_in
from tests.browser.pages import STANDING, press

pytestmark = pytest.mark.browser


def write(page: Page, lead: str, note: str = "") -> None:
    page.get_by_label("Lead").fill(lead)
    if note:
        page.get_by_label("What changed").fill(note)


@pytest.fixture
def page(page, demonstration) -> Page:
    sign_in(page, demonstration, "admin")
    return page


def test_a_page_is_tried_and_published_and_its_past_can_be_read(page):
    page.goto(f"{STANDING}/privacy")
    write(page, "You can read without telling us who you are.")
    press(page, "Save and see the preview")
    expect(page.get_by_role("note").first).to_contain_text("The public cannot see it")
    expect(page.get_by_text("You can read without telling us who you are.")).to_be_visible()
    page.goto(f"{STANDING}/privacy")
    write(
        page, f"You can read without telling us a thing. {page.evaluate('Math.random()')}", "New."
    )
    press(page, "Publish")
    expect(page.get_by_role("status").first).to_contain_text("It is published as version")
    page.goto("/about/privacy")
    expect(page.get_by_role("main")).to_contain_text("You can read without telling us a thing.")
    page.get_by_role("main").get_by_role("link", name="what changed").click()
    page.get_by_role("link", name="What changed since version").first.click()
    expect(page.locator("main ins").first).to_be_visible()


def test_two_editors_collide_and_lose_nothing(page):
    other = page.context.new_page()
    for editor in (page, other):
        editor.goto(f"{STANDING}/accessibility")
    write(page, f"The first one’s words. {page.evaluate('Math.random()')}")
    press(page, "Save")
    write(other, "The second one’s words.")
    press(other, "Save")
    expect(other.get_by_role("alert").first).to_contain_text("The first one’s words.")
    expect(other.get_by_label("Lead")).to_have_value("The second one’s words.")
    press(other, "Save mine over it")
    expect(other.get_by_role("status").first).to_contain_text("The text is saved.")
