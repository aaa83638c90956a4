"""Who may keep an answer, and when a kept one still holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from app import create_app
from app.core.stamps import SITE, bump_stamp
from app.moderation.enums import Decision
from app.moderation.service import decide
from app.standing.enums import PageName
from app.web.caching import fingerprint
from tests import factories

STANDING = [
    "accessibility", "privacy", "moderation-policy", "how-we-count", "versions of privacy",
    "version of privacy", "changes of privacy",
]  # fmt: skip
VERSIONS = ["versions", "version", "changes"]
CITATIONS = ["bibtex", "ris"]
SITE_MAP = ["site map"]
PAGES = [
    "home", "inquiry", "topic", "subject", "paper", *CITATIONS, *VERSIONS, "comment", *STANDING,
    *SITE_MAP,
]  # fmt: skip
FOR_ONE_PERSON = {
    "comments.receipt", "comments.topic_form", "comments.paper_form", "invitations.welcome", "mail.stop",
    "second_step.ask", "outside.draft", "outside.file", "outside.remarks",
}  # fmt: skip
FOR_MACHINES = {"crawlers.robots", "health.healthz", "health.readyz", "static"}
FILES = {"papers.file", "versions.file"}  # their validator is what is in them
FOR_FEW = [
    "/staff/login", "/staff/", "/staff/moderation", "/staff/moderation/decisions",
    "/staff/password", "/staff/moderation/a.css", "/receipts/x", "/receipts/x/a.css",
    "/receipts/a.css", "/preview/x", "/preview/x/a.css", "/no-such-page", "/static/no-such.css", "/healthz", "/readyz",
]  # fmt: skip


@pytest.mark.parametrize("address", ["/healthz", "/readyz", "/no-such-page", "/static/no-such.css"])
def test_an_answer_with_nothing_personal_on_it_varies_on_no_cookie(client, address):
    client.set_cookie("soundings", "somebody's")
    assert not {"Set-Cookie", "Vary"} & set(client.get(address).headers.keys())


@pytest.mark.parametrize("address", ["/staff/login", "/staff/", "/staff/no-such-page"])
def test_an_answer_for_staff_varies_on_the_cookie(client, address):
    assert client.get(address).headers["Vary"] == "Cookie"


def etag_of(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.headers["ETag"]


@pytest.fixture
def etags(client, pages):
    """Reads the validator of every public page."""

    def read(visitor=client):
        return {name: etag_of(visitor, pages[name]) for name in PAGES}

    return read


def changed(before, after):
    return {name for name in PAGES if before[name] != after[name]}


def test_every_public_page_is_among_those_tested_here(app, pages):
    readable = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ())
        and getattr(app.view_functions[rule.endpoint], "access", "") == "public"
    }
    adapter = app.url_map.bind("localhost")
    tested = {adapter.match(address)[0] for address in pages.values()}
    assert set(pages) == set(PAGES)
    assert tested == readable - FOR_ONE_PERSON - FOR_MACHINES - FILES


def test_a_public_page_may_be_kept_and_is_asked_for_again(client, pages):
    for address in pages.values():
        headers = client.get(address).headers
        assert headers["Cache-Control"] == "public, no-cache"
        assert headers["ETag"].startswith('W/"')
        assert headers["Vary"] == "Accept-Encoding"
        assert "Set-Cookie" not in headers


def test_a_public_page_shows_a_moderator_what_it_shows_a_stranger(client, signed_in, pages):
    for address in pages.values():
        seen = signed_in.client.get(address)
        assert seen.headers["Vary"] == "Accept-Encoding"
        assert "Set-Cookie" not in seen.headers
        assert seen.headers["ETag"] == client.get(address).headers["ETag"]
        assert seen.data == client.get(address).data


def test_a_copy_that_still_holds_is_not_rendered_again(client, pages, etags, monkeypatch):
    held = etags()
    for feature in ("about", "comments", "inquiries", "papers"):
        monkeypatch.setattr(f"app.{feature}.views.render_template", None)
    for name, address in pages.items():
        response = client.get(address, headers={"If-None-Match": held[name]})
        assert (response.status_code, response.data) == (304, b"")
        assert response.headers["ETag"] == held[name]
        assert response.headers["Cache-Control"] == "public, no-cache"
        assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize("asked", ['W/"other"', '"other", W/"one more"', "*", "nonsense"])
def test_another_copy_does_not_hold(client, asked):
    assert client.get("/", headers={"If-None-Match": asked}).status_code == 200


def test_publishing_a_comment_changes_the_pages_that_show_it(etags, topic, moderator):
    before = etags()
    factories.make_published(topic, moderator)
    assert changed(before, etags()) == {"inquiry", "topic", "comment"}


def test_a_comment_that_waits_or_is_refused_changes_no_page(etags, topic, moderator):
    before = etags()
    factories.make_comment(topic)
    factories.reject(factories.make_comment(topic), moderator)
    assert changed(before, etags()) == set()


def test_a_comment_on_another_topic_changes_its_inquiry_alone(etags, topic, moderator):
    other = factories.make_topic(topic.inquiry)
    before = etags()
    factories.make_published(other, moderator)
    assert changed(before, etags()) == {"inquiry"}


def test_a_reopened_comment_is_gone_at_the_next_request(client, path, topic, moderator):
    comment = factories.make_published(topic, moderator, body="Taken back at once.")
    copy = client.get(path)
    assert "Taken back at once." in copy.text
    decide(comment, comment.version, Decision.REOPEN, moderator)
    after = client.get(path, headers={"If-None-Match": copy.headers["ETag"]})
    assert after.status_code == 200
    assert "Taken back at once." not in after.text


def test_the_own_page_of_a_reopened_comment_ends(client, topic, moderator):
    comment = factories.make_published(topic, moderator)
    address = f"/comments/{comment.public_ref}"
    etag = etag_of(client, address)
    decide(comment, comment.version, Decision.REOPEN, moderator)
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 404


def test_a_standing_page_that_is_changed_changes_no_other_kind_of_page(etags, moderator):
    before = etags()
    factories.change_page(PageName.PRIVACY, moderator, lead="Read this at once.")
    assert changed(before, etags()) == set(STANDING)


@pytest.mark.parametrize("moment", ["opens_at", "closes_at"])
def test_a_period_that_opens_or_closes_changes_the_pages_that_say_so(etags, topic, moment):
    turn = getattr(topic, moment)
    with time_machine.travel(turn - timedelta(milliseconds=1), tick=False):
        before = etags()
    with time_machine.travel(turn, tick=False):
        assert changed(before, etags()) == {"home", "inquiry", "topic", "paper"}


def test_an_outcome_is_shown_from_its_moment_on(client, pages, topic):
    noon = datetime(2026, 12, 1, 12, tzinfo=UTC)
    topic.inquiry.outcome = factories.Outcome(
        title="What we decided", summary="Everything.", published_at=noon
    )
    with time_machine.travel(noon - timedelta(seconds=1), tick=False):
        before = client.get(pages["inquiry"])
    with time_machine.travel(noon, tick=False):
        after = client.get(pages["inquiry"], headers={"If-None-Match": before.headers["ETag"]})
    assert "What we decided" not in before.text
    assert "What we decided" in after.text


def test_an_event_that_is_over_changes_the_pages_that_list_it(etags, topic):
    noon = datetime(2027, 2, 1, 12, tzinfo=UTC)
    topic.events.append(
        factories.Event(
            inquiry=topic.inquiry, title="A hearing", venue="Leeds", description="",
            starts_at=noon - timedelta(hours=2), ends_at=noon,
        )
    )  # fmt: skip
    with time_machine.travel(noon, tick=False):
        before = etags()
    with time_machine.travel(noon + timedelta(seconds=1), tick=False):
        assert changed(before, etags()) == {"inquiry", "topic"}


@pytest.mark.parametrize(
    "midnight",
    [datetime(2027, 6, 10, 23, tzinfo=UTC), datetime(2027, 12, 11, 0, tzinfo=UTC)],
    ids=["in summer", "in winter"],
)
def test_every_page_is_new_at_midnight_in_london(etags, midnight):
    with time_machine.travel(midnight - timedelta(seconds=1), tick=False):
        before = etags()
    with time_machine.travel(midnight, tick=False):
        assert changed(before, etags()) == set(PAGES)


def test_the_hours_of_a_day_change_nothing(etags):
    noon = datetime(2027, 1, 10, 12, tzinfo=UTC)
    with time_machine.travel(noon, tick=False):
        before = etags()
    with time_machine.travel(noon + timedelta(hours=11), tick=False):
        assert changed(before, etags()) == set()


def test_what_staff_publish_changes_every_page_but_the_standing_ones(etags):
    before = etags()
    bump_stamp(SITE)
    assert changed(before, etags()) == {name for name in PAGES if name not in STANDING}


def test_a_new_foot_changes_every_page(etags, settings):
    moved = create_app(replace(settings, contact="2 New Street"))
    assert changed(etags(), etags(moved.test_client())) == set(PAGES)


def test_every_machine_gives_the_same_validators(etags, settings):
    assert changed(etags(), etags(create_app(settings).test_client())) == set()


def test_the_pages_of_comments_are_told_apart(client, path):
    queries = ("", "?order=newest", "?page=1&order=newest")
    assert len({etag_of(client, path + query) for query in queries}) == 3


def test_the_build_is_known_by_what_it_is_made_of(tmp_path):
    page = tmp_path / "templates" / "page.html"
    page.parent.mkdir()
    page.write_text("one")
    before = fingerprint(tmp_path)
    (tmp_path / "app" / "__pycache__").mkdir(parents=True)
    (tmp_path / "app" / "__pycache__" / "page.pyc").write_bytes(b"compiled")
    assert fingerprint(tmp_path) == before
    page.write_text("two")
    assert fingerprint(tmp_path) != before


def test_what_is_not_for_everybody_is_kept_by_nobody(client, signed_in):
    for address in FOR_FEW:
        for visitor in (client, signed_in.client):
            headers = visitor.get(address).headers
            assert headers["Cache-Control"] == "no-store", address
            assert "ETag" not in headers


def test_forms_and_receipts_are_kept_by_nobody(browser, path):
    browser.open(f"{path}/comment")
    kept = [browser.response]
    browser.send("body", {}, expect=422)
    kept.append(browser.response)
    browser.send("body", {"body": "Words.", "publication_choice": "anonymous"})
    kept.append(browser.response)
    fields = {**browser.page.form("confirmed").values, "confirmed": "1"}
    sent = browser.client.post(f"{path}/comment", data=fields)
    kept += [sent, browser.client.get(sent.location)]
    assert [answer.status_code for answer in kept] == [200, 422, 200, 303, 200]
    assert {answer.headers["Cache-Control"] for answer in kept} == {"no-store"}


@pytest.mark.parametrize(
    ("trick", "code"),
    [("/a.css", 404), ("%2Fa.css", 404), (".css", 404), (";a.css", 404),
     ("/..%2Fstatic/a.css", 404), ("?a.css", 200)],
)  # fmt: skip
def test_a_receipt_cannot_be_made_to_look_like_a_file(browser, path, trick, code):
    browser.open(f"{path}/comment")
    values = {"body": "Private words.", "publication_choice": "not_published"}
    browser.send("body", values, button=("confirmed", "1"))
    response = browser.client.get(browser.path + trick)
    assert response.status_code == code
    assert response.headers["Cache-Control"] == "no-store"


def test_a_guarded_decision_page_is_kept_by_nobody(signed_in, topic):
    comment = factories.make_comment(topic)
    factories.commit()
    signed_in.open(f"/staff/moderation/{comment.id}")
    assert signed_in.response.headers["Cache-Control"] == "no-store"
