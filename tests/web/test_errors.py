"""Errors are pages in plain words, and what was typed stands on them."""

from __future__ import annotations

import pytest
from flask import abort
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from app.core.errors import NotFoundError
from tests.browsing import Page, check_page

TYPED = {
    "body": 'First </textarea><b>line</b>\r\nsecond & "last"',
    "name": "Jo <i>Fern</i>",
    "email": "jo@example.org",
    "publication_choice": "named",
}
GONE = OperationalError("SELECT secret words", {}, Exception("server closed the connection"))
INNER_WORDS = ("Traceback", "sqlalchemy", "werkzeug", "Exception", "secret words", "psycopg", ".py")


def assert_in_words(response, code, title):
    assert response.status_code == code
    assert response.mimetype == "text/html"
    page = Page(response.text)
    check_page(page, "")
    assert page.title.startswith(title)
    assert f"Error {code}" in page.text
    assert not [word for word in INNER_WORDS if word in response.text]


def test_what_was_typed_into_one_of_many_like_fields_is_kept_too(client):
    typed = {
        "events-2-venue": "The <i>old</i> net loft",
        "spam-message": "",
        "a-password": "secret",
    }
    page = Page(client.post("/staff/publishing/1/edit", data=typed).text)
    assert "Events 2 venue, as you typed it" in page.text
    assert "The <i>old</i> net loft" in page.text
    assert "Spam message" not in page.text
    assert "secret" not in page.text


def assert_kept(response):
    """What was typed is there to be read, and none of it has become markup."""
    page = Page(response.text)
    for line in ("First </textarea><b>line</b>", 'second & "last"', "Jo <i>Fern</i>"):
        assert line in page.text
    assert "<b>line" not in response.text
    assert "<i>Fern" not in response.text


@pytest.fixture
def breaks(monkeypatch):
    """Makes a function of the comment pages raise an error."""

    def with_error(error, where="app.comments.views.get_topic"):
        def fail(*_arguments, **_named):
            raise error

        monkeypatch.setattr(where, fail)

    return with_error


@pytest.mark.parametrize(
    ("method", "address", "code", "title"),
    [
        ("GET", "/no-such-page", 404, "Page not found"),
        ("GET", "/inquiries/no-such-inquiry", 404, "Page not found"),
        ("GET", "/receipts/no-such-key", 404, "Page not found"),
        ("GET", "/static/no-such-file", 404, "Page not found"),
        ("POST", "/", 405, "That cannot be done here"),
        ("POST", "/staff/login", 400, "This form was open for too long"),
    ],
)
def test_a_refusal_is_a_page(client, method, address, code, title):
    assert_in_words(client.open(address, method=method), code, title)


@pytest.mark.parametrize("code", [401, 406, 409, 410, 414, 418, 422, 451, 501, 502, 504])
def test_so_is_one_that_has_no_words_of_its_own(app, client, code):
    app.add_url_rule("/refusal", view_func=lambda: abort(code))
    response = client.get("/refusal")
    assert response.status_code == code
    check_page(Page(response.text), "")


def test_too_much_is_a_page(client, path):
    response = client.post(f"{path}/comment", data={"body": "x" * 1_000_001})
    assert_in_words(response, 413, "That is too long")
    assert len(response.text) < 20_000


def test_too_many_fields_keep_what_was_typed(client, path):
    fields = {**TYPED, **{f"field{number}": "1" for number in range(100)}}
    response = client.post(f"{path}/comment", data=fields)
    assert_in_words(response, 413, "That is too long")
    assert_kept(response)


@pytest.mark.parametrize(
    "error",
    [ValueError("secret words"), KeyError("secret words"), RecursionError("secret words"),
     IntegrityError("secret words", {"body": "secret words"}, Exception("secret words"))],
)  # fmt: skip
def test_a_fault_is_a_page_that_keeps_what_was_typed(client, path, breaks, error):
    breaks(error)
    response = client.post(f"{path}/comment", data=TYPED)
    assert_in_words(response, 500, "Something went wrong")
    assert "The fault is ours" in response.text
    assert_kept(response)


def test_a_missing_thing_is_a_page_that_does_not_say_what_was_looked_for(client, path, breaks):
    breaks(NotFoundError("secret words"))
    assert_in_words(client.get(f"{path}/comment"), 404, "Page not found")


@pytest.mark.parametrize("error", [GONE, PoolTimeoutError("secret words")], ids=["lost", "busy"])
def test_a_database_that_goes_away_is_a_page_that_keeps_what_was_typed(client, path, breaks, error):
    breaks(error)
    response = client.post(f"{path}/comment", data=TYPED)
    assert_in_words(response, 503, "The site is not available at the moment")
    assert int(response.headers["Retry-After"]) > 0
    assert_kept(response)


def test_one_button_sends_it_again_when_the_database_is_back(browser, path, monkeypatch):
    def fail(*_arguments):
        raise GONE

    browser.open(f"{path}/comment")
    browser.send("body", TYPED)
    with monkeypatch.context() as trouble:
        trouble.setattr("app.comments.sending.post_comment", fail)
        browser.send("confirmed", {}, button=("confirmed", "1"), expect=503)
    receipt = browser.send("confirmed", {})
    assert browser.path.startswith("/receipts/")
    assert "Jo <i>Fern</i>" in receipt.text


class TestWithTheDatabaseAway:
    @pytest.mark.parametrize(
        "address", ["/", "/inquiries/a", "/papers/a", "/comments/a", "/receipts/a", "/subjects/a"]
    )
    def test_every_page_says_so_in_words(self, away, address):
        response = away.get(address)
        assert_in_words(response, 503, "The site is not available at the moment")
        assert int(response.headers["Retry-After"]) > 0

    def test_what_was_typed_is_on_the_page_with_a_way_to_send_it_again(self, away):
        response = away.post("/inquiries/a/b/comment", data=TYPED)
        assert response.status_code == 503
        assert_kept(response)
        again = Page(response.text).form("body")
        assert again.action == "/inquiries/a/b/comment"
        assert again.values["name"] == TYPED["name"]

    def test_a_password_is_not_on_the_page(self, away):
        page = Page(away.get("/staff/login").text)
        fields = {**page.form("password").values, "email": "a@example.org", "password": "my-word"}
        response = away.post("/staff/login", data=fields)
        assert response.status_code == 503
        assert "my-word" not in response.text

    def test_somebody_signed_in_is_told_too(self, away, signed_in):
        cookie = signed_in.client.get_cookie("soundings")
        away.set_cookie("soundings", cookie.value)
        assert_in_words(
            away.get("/staff/moderation"), 503, "The site is not available at the moment"
        )

    def test_the_process_is_alive_and_not_ready(self, away):
        assert away.get("/healthz").status_code == 200
        response = away.get("/readyz")
        assert (response.status_code, response.text) == (503, "the database does not answer\n")

    @pytest.mark.parametrize("address", ["/robots.txt", "/static/css/base.css", "/no-such-page"])
    def test_what_needs_no_database_goes_on(self, away, address):
        expected = 404 if address == "/no-such-page" else 200
        assert away.get(address, buffered=True).status_code == expected
