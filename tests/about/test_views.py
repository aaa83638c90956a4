"""The standing pages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.moderation.reasons import BUILT_IN

PAGES = ["accessibility", "privacy", "moderation-policy", "how-we-count"]


@pytest.mark.parametrize("name", PAGES)
def test_a_standing_page_is_well_made_and_names_who_runs_the_site(browser, name):
    page = browser.open(f"/about/{name}")
    assert "The Soundings inquiry office" in page.text
    assert "01632 960000" in page.text
    assert len(page.text) > 1_500


@pytest.mark.parametrize("name", PAGES)
def test_every_page_links_it(browser, topic, name):
    for address in ("/", f"/inquiries/{topic.inquiry.slug}", "/staff/login", f"/about/{name}"):
        assert browser.open(address).link(f"/about/{name}")
    assert browser.open("/no-such-page", expect=404).link(f"/about/{name}")


@pytest.mark.parametrize("reason", list(BUILT_IN.values()), ids=lambda text: text.value)
def test_the_moderation_policy_tells_every_reason(browser, reason):
    page = browser.open("/about/moderation-policy").text
    assert reason.public_sentence in page


class TestWithoutContactDetails:
    @pytest.fixture
    def settings(self, settings):
        return replace(settings, contact="")

    @pytest.mark.parametrize("name", ["accessibility", "privacy"])
    def test_the_page_says_that_there_are_none(self, browser, name):
        assert "No contact details have been entered" in browser.open(f"/about/{name}").text
