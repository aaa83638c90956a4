"""The standing pages."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from app.about.built_in import get_built_in
from app.about.forms import PolicyForm, make_form, read_content
from app.moderation.enums import Reason
from app.moderation.reasons import BUILT_IN
from app.standing.enums import PageName
from app.standing.rules import why_not_source

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


@pytest.mark.parametrize("page", list(PageName), ids=lambda page: page.value)
def test_a_built_in_text_could_be_saved_as_it_is(app, page):
    with app.test_request_context():
        form = make_form(page, get_built_in(page), 0)
        assert read_content(form) == get_built_in(page)
    assert why_not_source(page, get_built_in(page).source) is None
    for mark in re.findall(r"\{#(.*?)\}", get_built_in(page).source):
        assert f'id="{mark}"' in app.test_client().get(f"/about/{page.value}").text


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_left_to_be_filled_in(browser, name):
    assert "{" not in browser.open(f"/about/{name}").text


def test_the_built_in_clauses_are_one_for_each_reason(app):
    clauses = get_built_in(PageName.MODERATION_POLICY).clauses
    assert list(clauses) == [reason.value for reason in Reason]
    with app.test_request_context():
        assert set(clauses) == {field.name for field in PolicyForm(formdata=None).clauses}


class TestWithoutContactDetails:
    @pytest.fixture
    def settings(self, settings):
        return replace(settings, contact="")

    @pytest.mark.parametrize("name", ["accessibility", "privacy"])
    def test_the_page_says_that_there_are_none(self, browser, name):
        assert "No contact details have been entered" in browser.open(f"/about/{name}").text
