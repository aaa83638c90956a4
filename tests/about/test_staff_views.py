"""Administrators write the standing pages, try them and publish them."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.about.built_in import get_built_in
from app.accounts.enums import AuditAct, SubjectKind
from app.accounts.models import AuditEntry
from app.core.db import db
from app.moderation.enums import Reason
from app.standing.enums import PageName

PAGES = "/staff/settings/pages"
PRIVACY = f"{PAGES}/privacy"
POLICY = f"{PAGES}/moderation-policy"
PUBLISH, SAVE, PREVIEW = ("button", "publish"), ("button", "save"), ("button", "preview")
OWN = {"title": "Your data", "source": "## Who {#who}\n\nWe are {organisation}.\n\n{contact}"}


def latest_act() -> AuditEntry:
    db.session.rollback()
    return db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()


def publish(browser, address, values, note="It is shorter.", expect=200):
    browser.open(address)
    return browser.send("source", {**values, "note": note}, button=PUBLISH, expect=expect)


def test_an_administrator_gets_to_a_page_from_the_staff_home(as_admin):
    as_admin.open("/staff/")
    as_admin.open(as_admin.page.link("/staff/settings"))
    as_admin.open(as_admin.page.link("/staff/settings/pages"))
    page = as_admin.open(as_admin.page.link("/pages/privacy"))
    assert page.form("source").values["source"] == get_built_in(PageName.PRIVACY).source


def test_a_saved_text_is_seen_in_the_preview_and_by_nobody_else(as_admin, browser):
    before = browser.open("/about/privacy").text
    as_admin.open(PRIVACY)
    page = as_admin.send("source", OWN, button=PREVIEW)
    assert "Preview." in page.text
    assert "Your data" in page.text
    assert "We are The Soundings inquiry office." in page.text
    assert browser.open("/about/privacy").text == before
    assert "Last saved by" in as_admin.open(PAGES).text
    assert as_admin.open(PRIVACY).form("source").values["source"] == OWN["source"]
    assert (latest_act().act, latest_act().detail) == (AuditAct.PAGE_SAVED, "privacy")


def test_a_published_text_is_public_at_once(as_admin, browser):
    first = browser.client.get("/about/privacy").headers["ETag"]
    page = publish(as_admin, PRIVACY, OWN)
    assert "It is published as version 2." in page.text
    answer = browser.client.get("/about/privacy", headers={"If-None-Match": first})
    assert answer.status_code == 200
    page = browser.open("/about/privacy")
    assert "We are The Soundings inquiry office." in page.text
    assert "01632 960000" in page.text
    assert page.ids["who"] == 1
    assert "This is version 2" in page.text
    entry = latest_act()
    assert (entry.act, entry.subject_kind) == (AuditAct.PAGE_PUBLISHED, SubjectKind.PAGE)
    assert entry.detail == "privacy, version 2"
    assert "A standing page" in as_admin.open("/staff/audit").text


@pytest.mark.parametrize(
    ("values", "note", "sentence"),
    [
        (OWN, "", "Say in a sentence what changed"),
        ({}, "Nothing.", "the words that the public reads already"),
        ({**OWN, "title": ""}, "New.", "Give the page a title."),
        ({**OWN, "source": ""}, "New.", "Give the page a text."),
        ({**OWN, "source": "We are {organization}."}, "New.", "filled in for {organization}"),
        ({**OWN, "lead": "Ask {contact}."}, "New.", "filled in for {contact} here"),
        ({**OWN, "source": "Ask {contact}."}, "New.", "in a paragraph of its own"),
        ({**OWN, "source": "1. One\n\n   {contact}"}, "New.", "in a paragraph of its own"),
        ({**OWN, "source": "{reasons}"}, "New.", "to the moderation policy alone"),
        ({**OWN, "source": "## A {#a}\n\n## B {#a}"}, "New.", "stands on two headings"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field_with_everything_kept(
    as_admin, values, note, sentence
):
    page = publish(as_admin, PRIVACY, values, note, expect=422)
    assert sentence in page.text
    assert 'role="alert"' in page.html
    for name, typed in values.items():
        assert page.form("source").values[name] == typed
    assert "The built-in text" in as_admin.open(PAGES).text
    assert "Last saved by" not in as_admin.page.text


def test_two_editors_collide_and_lose_nothing(as_admin, as_other):
    as_admin.open(PRIVACY)
    as_other.open(PRIVACY)
    as_admin.send("source", {**OWN, "lead": "The first one’s lead."}, button=SAVE)
    typed = {**OWN, "lead": "The second one’s lead.", "note": "Mine."}
    page = as_other.send("source", typed, button=PUBLISH, expect=409)
    assert "Somebody saved this page" in page.text
    assert "The first one’s lead." in page.text
    assert page.form("source").values["lead"] == "The second one’s lead."
    page = as_other.send("source", {}, button=PUBLISH)
    assert "published as version 2" in page.text


def test_two_who_begin_at_once_make_one_draft(as_admin, as_other, at_once):
    as_admin.open(PRIVACY)
    as_other.open(PRIVACY)
    forms = [one.page.form("source").values for one in (as_admin, as_other)]

    def sender(browser, number):
        values = {**forms[number], "lead": f"Lead {number}.", "button": "save"}
        return lambda: browser.client.post(PRIVACY, data=values).status_code

    assert sorted(at_once(sender(as_admin, 0), sender(as_other, 1))) == [303, 409]


def test_a_page_goes_back_to_its_built_in_text(as_admin, browser):
    before = browser.open("/about/privacy").text
    publish(as_admin, PRIVACY, OWN)
    as_admin.open(PRIVACY)
    page = as_admin.send("source", {}, button=("button", "built-in"))
    assert page.form("source").values["source"] == get_built_in(PageName.PRIVACY).source
    as_admin.send("source", {"note": "As it was."}, button=PUBLISH)
    after = browser.open("/about/privacy").text
    said, _, _ = after.partition("This is version 3")
    assert before.startswith(said.rstrip())


def test_a_text_in_hand_is_given_up_for_what_the_public_reads(as_admin):
    as_admin.open(PRIVACY)
    as_admin.send("source", OWN, button=SAVE)
    page = as_admin.send("source", {}, button=("button", "public"))
    assert page.form("source").values["source"] == get_built_in(PageName.PRIVACY).source
    as_admin.send("source", {}, button=SAVE)
    assert "No unpublished changes" in as_admin.open(PAGES).text
    assert "Last saved by" not in as_admin.page.text


class TestClauses:
    def test_every_reason_has_its_fields(self, as_admin):
        values = as_admin.open(POLICY).form("source").values
        for reason in Reason:
            for name in ("heading", "public_sentence", "guidance", "message"):
                assert values[f"{reason.value}-{name}"]

    def test_none_may_be_empty_nor_have_anything_filled_in(self, as_admin):
        values = {"spam-message": "", "other-guidance": "Ask {organisation}."}
        page = publish(as_admin, POLICY, values, expect=422)
        assert "Spam or advertising: Every reason needs this" in page.text
        assert "write {organisation} out" in page.text
        assert {"spam-message-error", "other-guidance-error"} <= set(page.ids)

    def test_the_policy_keeps_its_place_for_them(self, as_admin):
        for source in ("No clauses.", "{reasons}\n\n{reasons}", "```\n\n{reasons}\n\n```"):
            assert "{reasons}" in publish(as_admin, POLICY, {"source": source}, expect=422).text

    def test_a_changed_clause_stands_at_its_old_address(self, as_admin, browser):
        values = {
            "off_topic-heading": "Nothing to do with it",
            "off_topic-public_sentence": "It is about something else.",
            "off_topic-guidance": "Be generous.",
        }
        publish(as_admin, POLICY, values)
        page = browser.open("/about/moderation-policy")
        assert page.ids["reason-off_topic"] == 1
        for said in values.values():
            assert said in page.text
        assert page.ids["reasons"] == 1


@pytest.mark.parametrize("path", ["", "/pages", "/pages/privacy", "/pages/privacy/preview"])
def test_moderators_have_no_business_here(signed_in, path):
    signed_in.open(f"/staff/settings{path}", expect=403)


def test_a_page_that_is_not_there_is_not_found(as_admin):
    as_admin.open(f"{PAGES}/cookies", expect=404)
