"""What the standing pages said before: each version, and what changed between two."""

from __future__ import annotations

import pytest

from app.about.built_in import get_built_in
from app.moderation.enums import Reason
from app.standing.enums import PageName

PRIVACY = "/about/privacy"
OLD_LEAD = get_built_in(PageName.PRIVACY).lead


@pytest.fixture
def changed(put_up):
    put_up(PageName.PRIVACY, "The lead is shorter.", lead="You need not tell us anything.")
    put_up(PageName.PRIVACY, "There is a new part.", source="## New {#new}\n\nBy {organisation}.")


def test_a_page_that_nobody_has_changed_has_its_one_version(browser):
    assert "/versions" not in browser.open(PRIVACY).html
    page = browser.open(f"{PRIVACY}/versions")
    assert "The text with which the site began." in page.text
    assert not page.forms
    assert OLD_LEAD in browser.open(f"{PRIVACY}/versions/1").text


def test_the_list_tells_the_notes_and_the_newest_first(browser, changed):
    browser.open(PRIVACY)
    text = browser.open(browser.page.link("/versions")).text
    notes = ["There is a new part.", "The lead is shorter.", "The text with which the site began."]
    places = [text.index(note) for note in notes]
    assert places == sorted(places)


def test_each_version_is_read_as_it_stood(browser, changed):
    first = browser.open(f"{PRIVACY}/versions/1")
    assert OLD_LEAD in first.text
    assert "as it stood until" in first.text
    assert first.ids["rights"] == 1
    second = browser.open(f"{PRIVACY}/versions/2").text
    assert "You need not tell us anything." in second
    third = browser.open(f"{PRIVACY}/versions/3").text
    assert "By The Soundings inquiry office." in third
    assert "It is the current one" in third


def test_any_two_can_be_compared(browser, changed):
    browser.open(f"{PRIVACY}/versions")
    page = browser.open(f"{PRIVACY}/versions?older=3&newer=1")
    assert browser.path == f"{PRIVACY}/versions/1/changes/3"
    assert "[added: By The Soundings inquiry office." in page.text
    assert "Not changed Title; For search engines" in page.text
    assert "{#" not in page.text


def test_a_changed_clause_is_a_part_of_its_own(browser, change_clause):
    change_clause(Reason.SPAM, message="It looked like advertising.")
    page = browser.open("/about/moderation-policy/versions/1/changes/2")
    assert "Clause: Spam or advertising" in page.text
    assert "Clause: Abuse or threats" in page.text.partition("Not changed")[2]


@pytest.mark.parametrize("asked", ["older=1&newer=1", "older=1", "older=x&newer=2", "newer=9"])
def test_a_comparison_that_cannot_be_is_refused_in_words(browser, changed, asked):
    assert 'role="alert"' in browser.open(f"{PRIVACY}/versions?{asked}", expect=422).html


@pytest.mark.parametrize(
    "path", ["privacy/versions/4", "privacy/versions/2/changes/1", "privacy/versions/1/changes/4",
             "cookies/versions", "privacy/versions/99999999999"],
)  # fmt: skip
def test_what_is_not_there_is_not_found(browser, changed, path):
    browser.open(f"/about/{path}", expect=404)


def test_a_page_costs_the_same_with_many_versions(browser, changed, put_up, statements):
    def cost(address):
        statements.clear()
        browser.open(address)
        return len(statements)

    addresses = [PRIVACY, f"{PRIVACY}/versions", f"{PRIVACY}/versions/1"]
    few = [cost(address) for address in addresses]
    for number in range(12):
        put_up(PageName.PRIVACY, lead=f"Lead {number}.")
    assert [cost(address) for address in addresses] == few
