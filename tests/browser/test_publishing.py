"""Publishing in a real browser: from nothing to the public, a correction, a collision, the clock."""

from __future__ import annotations

import re
import time
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from app.core import clock
from tests.browser.pages import follow, press
from tests.publishing.texts import PAPER


def start(page: Page, title: str, slug: str) -> None:
    page.get_by_label("Title").fill(title)
    page.get_by_label("Name in the address").fill(slug)
    press(page, "Start writing")


def save(page: Page) -> None:
    follow(page, page.get_by_role("button", name="Save", exact=True))


def publish(writer: Page, second: Page, note: str = "") -> None:
    """Submitted by one, published by the other; each on the draft's page afterwards."""
    if note:
        writer.get_by_label("What changed").fill(note)
    press(writer, "Submit for publication")
    second.goto(writer.url)
    press(second, "Publish")
    expect(second.get_by_role("status").first).to_contain_text("It is published")
    writer.reload()


def fill(page: Page, **texts: str) -> None:
    for label, text in texts.items():
        page.get_by_label(label.replace("_", " "), exact=True).fill(text)


def write_inquiry(page: Page, title: str, slug: str) -> None:
    """From the list of drafts to a saved one that lacks nothing."""
    page.goto("/staff/publishing")
    follow(page, page.get_by_role("link", name="Start an inquiry"))
    start(page, title, slug)
    fill(page, Summary="Who helps?", About_the_inquiry="### Why\n\nNights are long.",
         Commissioned_by="The Example Foundation", Chair="Dr Sam Vale", Launched_on="2026-01-05",
         What_is_still_open="Everything.", What_is_already_decided="The law.",
         Whom_to_ask_for_other_formats="formats@example.org")  # fmt: skip
    for period, day in (("Comments open", "2026-01-05"), ("Comments close", "2027-06-30")):
        page.get_by_role("group", name=period).get_by_label("Day").fill(day)
    save(page)


def test_an_inquiry_goes_from_nothing_to_the_public_and_is_corrected(people):
    writer, second = people
    write_inquiry(writer, "Care after midnight", "care-after-midnight")
    expect(writer.get_by_text("Nothing is missing.")).to_be_visible()
    publish(writer, second)

    follow(writer, writer.get_by_role("link", name="Start a topic"))
    start(writer, "Who answers", "who-answers")
    fill(writer, Summary="Who answers the telephone?", Call_for_views="Tell us.")
    save(writer)
    publish(writer, second)

    follow(writer, writer.get_by_role("link", name="Start a paper"))
    start(writer, "On nights", "on-nights")
    press(writer, "Add one")
    fill(writer, Name="Ada Marsh", Abstract="In short.", Text=PAPER.source)
    save(writer)
    publish(writer, second)

    follow(writer, writer.get_by_role("link", name="Edit the text"))
    writer.get_by_label("Text", exact=True).fill(
        PAPER.source.replace("\n\nThe second", "\n\nOne more comes between.\n\nThe second")
    )
    save(writer)
    publish(writer, second, "A paragraph was added.")
    writer.goto("/papers/on-nights#p2")
    expect(writer.locator("#p2")).to_contain_text("The second speaks of trust")
    expect(writer.locator("#p1A")).to_contain_text("One more comes between")
    expect(writer.get_by_text("version 2")).to_be_visible()
    writer.goto("/inquiries/care-after-midnight/who-answers")
    expect(writer.get_by_role("link", name="Comment on this topic")).to_be_visible()


def test_two_editors_collide_and_lose_nothing(people):
    writer, second = people
    for page in people:
        page.goto("/staff/publishing")
        follow(page, page.get_by_role("link", name="Getting through"))
        follow(page, page.get_by_role("link", name="Edit the text"))
    fill(writer, Summary="What the first wrote.")
    save(writer)
    fill(second, Summary="What the second wrote.")
    save(second)
    expect(second.get_by_role("alert")).to_contain_text("What the first wrote.")
    expect(second.get_by_label("Summary", exact=True)).to_have_value("What the second wrote.")
    follow(second, second.get_by_role("button", name="Save mine over it"))
    expect(second.get_by_role("status").first).to_contain_text("The draft is saved")


def test_a_text_is_given_a_time_to_appear(people):
    writer, second = people
    writer.goto("/staff/publishing")
    follow(writer, writer.get_by_role("link", name="Being left out"))
    follow(writer, writer.get_by_role("link", name="Edit the text"))
    fill(writer, Summary="What we send, and what people make of it.")
    save(writer)
    writer.get_by_label("This is a minor correction").check()
    press(writer, "Submit for publication")
    second.goto(writer.url)
    second.get_by_label("Day").fill("2027-03-01")
    second.get_by_label("Time").fill("09:30")
    press(second, "Publish")
    expect(second.get_by_text(re.compile("9:30am on 1 March 2027"))).to_be_visible()


@pytest.mark.prove
def test_a_text_appears_by_itself_when_its_time_has_come(people, demonstration):
    writer, second = people
    write_inquiry(writer, "Care at dawn", "care-at-dawn")
    press(writer, "Submit for publication")
    second.goto(writer.url)
    soon = clock.london(clock.now() + timedelta(minutes=1))
    second.get_by_label("Day").fill(f"{soon:%Y-%m-%d}")
    second.get_by_label("Time").fill(f"{soon:%H:%M}")
    press(second, "Publish")
    assert writer.context.request.get("/inquiries/care-at-dawn").status == 404
    expect_answer(writer, "/inquiries/care-at-dawn", 200)
    writer.goto("/inquiries/care-at-dawn")
    expect(writer.get_by_role("heading", level=1)).to_have_text("Care at dawn")


def expect_answer(page: Page, path: str, status: int) -> None:
    """Within the minute that it is given, and a little more."""
    deadline = time.monotonic() + 90
    while page.context.request.get(path).status != status:
        assert time.monotonic() < deadline, f"{path} does not answer {status}"
        time.sleep(1)


def test_an_outside_author_remarks_on_a_draft(people, chromium, demonstration):
    writer, _second = people
    writer.goto("/staff/publishing")
    follow(writer, writer.get_by_role("link", name="Night buses"))
    follow(writer, writer.get_by_role("link", name="Have it checked by somebody outside"))
    writer.get_by_label("For whom").fill("Professor Ada Marsh")
    press(writer, "Make the link")
    address = writer.locator(".address-key").inner_text()

    outside = chromium.new_context(base_url=demonstration.site.base, java_script_enabled=False)
    author = outside.new_page()
    author.goto(address[address.index("/preview/") :])
    expect(author.get_by_role("heading", level=1)).to_have_text("Night buses")
    follow(author, author.get_by_role("link", name="Send a remark"))
    author.get_by_label("Which place is it about?").fill("the summary")
    author.get_by_label("What should be different there?").fill("The last bus leaves at eleven.")
    press(author, "Send the remark")
    expect(author.get_by_role("main")).to_contain_text("The last bus leaves at eleven.")

    follow(writer, writer.get_by_role("link", name="Back to the draft"))
    expect(writer.get_by_text("1 remark from outside waits for you")).to_be_visible()
    follow(writer, writer.get_by_role("link", name="read it"))
    expect(writer.get_by_role("main")).to_contain_text("Professor Ada Marsh, on the summary")
    press(writer, "Seen to")
    press(writer, "End this link")
    assert author.goto(author.url.partition("#")[0]).status == 410
    outside.close()
