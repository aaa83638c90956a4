"""Pages that are answered without their views, and how they are compressed."""

from __future__ import annotations

import gzip
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import brotli
import pytest
import time_machine

from app import create_app
from app.core.db import db
from app.core.stamps import SITE, bump_stamp, read_stamps
from app.moderation.enums import Decision
from app.moderation.service import decide
from tests import factories

UNPACK = {"": bytes, "gzip": gzip.decompress, "br": brotli.decompress}
CODINGS = list(UNPACK)


def read(client, address, coding="", held=None):
    """An answer, and its words."""
    headers = {"Accept-Encoding": coding, **({"If-None-Match": held} if held else {})}
    response = client.get(address, headers=headers)
    return response, UNPACK[response.headers.get("Content-Encoding", "")](response.data).decode()


@pytest.fixture
def without_views(app, monkeypatch):
    """From then on, any view that is asked fails the test."""

    def refuse(**_values):
        raise AssertionError("the view was asked")

    def take_away():
        for endpoint in list(app.view_functions):
            monkeypatch.setitem(app.view_functions, endpoint, refuse)

    return take_away


def test_a_second_visit_is_answered_without_the_view(client, pages, without_views):
    first = {address: client.get(address) for address in pages.values()}
    without_views()
    for address, before in first.items():
        after = client.get(address)
        assert (after.status_code, after.data) == (200, before.data)
        assert after.headers == before.headers


def test_a_copy_that_still_holds_is_confirmed_without_the_view(client, pages, without_views):
    held = {address: client.get(address).headers["ETag"] for address in pages.values()}
    without_views()
    for address, etag in held.items():
        answer = client.get(address, headers={"If-None-Match": etag})
        assert (answer.status_code, answer.data) == (304, b"")
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert answer.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("coding", CODINGS)
def test_a_page_travels_in_the_coding_asked_for(client, path, coding):
    for _ in range(2):  # made, and kept
        response, words = read(client, path, coding)
        assert response.headers.get("Content-Encoding", "") == coding
        assert words == client.get(path).text
    again, _ = read(client, path, coding, held=response.headers["ETag"])
    assert again.status_code == 304


@pytest.mark.parametrize("coding", CODINGS)
def test_a_withdrawn_word_is_gone_at_the_next_request(client, path, topic, moderator, coding):
    comment = factories.make_published(topic, moderator, body="Taken back at once.")
    for _ in range(2):
        before, words = read(client, path, coding)
        assert "Taken back at once." in words
    decide(comment, comment.version, Decision.REOPEN, moderator)
    after, words = read(client, path, coding, held=before.headers["ETag"])
    assert after.status_code == 200
    assert "Taken back at once." not in words


def test_a_period_closes_on_a_kept_page_too(client, path, topic):
    turn = topic.closes_at
    with time_machine.travel(turn - timedelta(seconds=1), tick=False):
        for _ in range(2):
            assert "Comment on this topic" in client.get(path).text
    with time_machine.travel(turn, tick=False):
        assert "Comment on this topic" not in client.get(path).text
    with time_machine.travel(turn - timedelta(seconds=1), tick=False):
        assert "Comment on this topic" in client.get(path).text


def test_what_staff_change_shows_at_once(client, path, topic):
    client.get(path)
    topic.title = "Another title"
    bump_stamp(SITE)
    assert "Another title" in client.get(path).text


def test_the_words_and_the_stamps_of_a_page_are_of_one_moment(
    app, client, topic, moderator, monkeypatch
):
    comment = factories.make_published(topic, moderator)
    comment_id, moderator_id = comment.id, moderator.id

    def take_back():
        with app.app_context():
            found = db.session.get_one(factories.Comment, comment_id)
            who = db.session.get_one(factories.StaffUser, moderator_id)
            decide(found, found.version, Decision.REOPEN, who)
            db.session.commit()

    def read_late(names):
        """The comment is taken back after it was read, and before the stamps are."""
        with ThreadPoolExecutor(1) as pool:
            pool.submit(take_back).result()
        return read_stamps(names)

    with monkeypatch.context() as late:
        late.setattr("app.comments.views.read_stamps", read_late)
        address = f"/comments/{comment.public_ref}"
        assert client.get(address).status_code == 200
    assert client.get(address).status_code == 404


def test_another_host_is_not_answered_with_the_address_of_this_one(client, path):
    here = client.get(path).text
    there = client.get(path, headers={"Host": "127.0.0.1"}).text
    assert "127.0.0.1" not in here
    assert "127.0.0.1" in there


@pytest.mark.parametrize("query", ["utm=1", "page=1&x=2", "page=1&page=" + "1" * 40])
def test_an_address_with_strange_arguments_fills_no_memory(app, client, path, query):
    store = app.extensions["soundings_pages"].store
    client.get(path)
    before = store.size
    assert client.get(f"{path}?{query}").status_code == 200
    assert store.size == before


def test_what_holds_a_secret_is_never_compressed(browser, client, path):
    headers = {"Accept-Encoding": "br, gzip"}
    for address in (f"{path}/comment", "/staff/login", "/no-such-page"):
        assert "Content-Encoding" not in client.get(address, headers=headers).headers
    browser.open(f"{path}/comment")
    values = {"body": "Private words.", "publication_choice": "not_published"}
    browser.send("body", values, button=("confirmed", "1"))
    receipt = browser.client.get(browser.path, headers=headers)
    assert receipt.status_code == 200
    assert "Content-Encoding" not in receipt.headers


def test_without_redis_pages_are_answered_all_the_same(settings, path):
    app = create_app(replace(settings, redis_url="redis://127.0.0.1:1/0"))
    visitor = app.test_client()
    assert [visitor.get(path).status_code for _ in range(2)] == [200, 200]


def test_a_database_that_goes_away_is_said_on_a_kept_page_too(app, client, path, monkeypatch):
    assert client.get(path).status_code == 200

    def fail(_driver, _names):
        raise OSError

    monkeypatch.setattr("app.web.kept_pages.read_stamps_now", fail)
    assert client.get(path).status_code == 200  # the view has another way to ask
