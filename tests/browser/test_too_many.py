"""The page that asks somebody who sends very much to wait."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest

from tests.browser.conftest import Faults, need
from tests.browser.pages import OPEN, fill_in, press, sign_in_refused
from tests.browser.test_accounts import Looker
from tests.browser.test_every_page import AXE, VNU, check_html
from tests.conftest import ON_POSTGRESQL
from tests.serving import served

pytestmark = [
    pytest.mark.browser,
    pytest.mark.prove,
    pytest.mark.skipif(ON_POSTGRESQL, reason="a page's markup is the same on either database"),
]

MOST_COMMENTS = 20  # in ten minutes
MOST_PASSWORDS = 10  # for one account in five minutes
WORDS = "Words that must not be lost.\n\nNor these."


@pytest.fixture
def page(chromium, demonstration, tmp_path):
    """At the demonstration, served once more by a process that counts."""
    url = demonstration.site.environment["SOUNDINGS_DATABASE_URL"]
    with served(url, tmp_path, SOUNDINGS_RATE_LIMITS="on") as site:
        context = chromium.new_context(base_url=site.base, bypass_csp=True)
        faults, page = Faults(context), context.new_page()
        yield page
        context.close()
    assert faults.found == []


def send_as_many_as_may_be(page) -> None:
    """One form over and over: each counts, and all are one comment."""
    page.goto(f"{OPEN}/comment")
    hidden = page.locator("form.form input[type=hidden]").all()
    fields = {field.get_attribute("name"): field.input_value() for field in hidden}
    fields |= {"body": "One of many.", "publication_choice": "anonymous", "confirmed": "1"}
    for _ in range(MOST_COMMENTS):
        answer = page.context.request.post(f"{OPEN}/comment", form=fields, max_redirects=0)
        assert answer.status == 303


@pytest.fixture(params=["light", "dark"])
def looker(request, page, tmp_path) -> Iterator[Looker]:
    need(AXE.exists() and VNU.exists() and shutil.which("java") is not None, "a checker")
    page.emulate_media(color_scheme=request.param)
    folder = tmp_path / "pages"
    folder.mkdir()
    looker = Looker(page, folder)
    yield looker
    assert looker.found == {}
    assert check_html(folder) == []


def seconds_to_wait(looker: Looker) -> int:
    answer = looker.documents[-1]
    assert answer.status == 429
    return int(answer.headers["retry-after"])


def test_who_sends_too_many_comments_keeps_the_words_and_learns_how_long_to_wait(page, looker):
    send_as_many_as_may_be(page)
    page.goto(f"{OPEN}/comment")
    fill_in(page, body=WORDS)
    press(page, "Check your comment")
    press(page, "Send your comment")
    minutes = -(-seconds_to_wait(looker) // 60)
    looker.look("too-many-comments", "What would you like to say?")
    assert page.get_by_label("Your comment", exact=True).input_value() == WORDS
    wait = f"wait {minutes} minutes, then press the button again."
    assert wait in page.get_by_role("alert").inner_text()


def test_who_tries_too_many_passwords_learns_how_long_to_wait(page, looker):
    for _ in range(MOST_PASSWORDS + 1):
        sign_in_refused(page)
    seconds = seconds_to_wait(looker)
    looker.look("too-many-passwords", "Please wait a little")
    wait = f"Please wait {seconds} seconds before you try again."
    assert wait in page.get_by_role("main").inner_text()
