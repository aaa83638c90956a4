"""Security headers stand on every answer, whatever it is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import abort

from app.web.headers import HEADERS, POLICY
from tests import factories

FORM = "application/x-www-form-urlencoded"


def assert_guarded(response):
    headers = response.headers
    assert {name: headers.get(name) for name in HEADERS} == HEADERS
    assert "Cache-Control" in headers
    assert not {"Server", "X-Powered-By", "Access-Control-Allow-Origin"} & set(headers.keys())


def test_the_policy_allows_nothing_but_this_sites_own_files():
    assert POLICY.startswith("default-src 'none'")
    assert "unsafe" not in POLICY
    assert "http" not in POLICY
    assert "frame-ancestors 'none'" in POLICY


@pytest.mark.parametrize(
    ("method", "address", "code"),
    [
        ("GET", "/", 200),
        ("HEAD", "/", 200),
        ("OPTIONS", "/", 200),
        ("GET", "/healthz", 200),
        ("GET", "/readyz", 200),
        ("GET", "/static/css/base.css", 200),
        ("GET", "/static/no-such.css", 404),
        ("GET", "/no-such-page", 404),
        ("GET", "/?page=%00", 404),
        ("GET", "/staff/", 302),
        ("POST", "/", 405),
        ("TRACE", "/", 405),
        ("BREW", "/static/css/base.css", 405),
        ("POST", "/staff/login", 400),
    ],
)
def test_on_an_ordinary_answer(client, method, address, code):
    response = client.open(address, method=method, buffered=True)
    assert response.status_code == code
    assert_guarded(response)


@pytest.mark.parametrize("code", [400, 401, 403, 404, 409, 410, 413, 415, 429, 500, 502, 503])
def test_on_every_refusal(app, code):
    app.add_url_rule("/refusal", view_func=lambda: abort(code))
    response = app.test_client().get("/refusal")
    assert response.status_code == code
    assert response.headers["Cache-Control"] == "no-store"
    assert_guarded(response)


@pytest.mark.parametrize(
    ("body", "kind", "code"),
    [(b"a=%FF", FORM, 400), (b"a" * 1_000_001, FORM, 413), (b"{}", "application/json", 415)],
    ids=["malformed", "too long", "no form"],
)
def test_on_what_the_door_refuses(client, path, body, kind, code):
    response = client.post(f"{path}/comment", data=body, content_type=kind)
    assert response.status_code == code
    assert_guarded(response)


def test_on_a_fault(client, monkeypatch):
    monkeypatch.setattr("app.inquiries.views.list_inquiry_summaries", None)
    response = client.get("/")
    assert response.status_code == 500
    assert_guarded(response)


def test_on_every_answer_without_a_database(away):
    response = away.get("/")
    assert response.status_code == 503
    assert_guarded(response)


def test_on_a_copy_that_still_holds(client):
    etag = client.get("/").headers["ETag"]
    response = client.get("/", headers={"If-None-Match": etag})
    assert response.status_code == 304
    assert_guarded(response)


def test_on_the_answers_to_forms(browser, path):
    browser.open(f"{path}/comment")
    browser.send("body", {}, expect=422)
    assert_guarded(browser.response)
    values = {"body": "Words.", "publication_choice": "anonymous", "confirmed": "1"}
    sent = browser.client.post(
        f"{path}/comment", data={**browser.page.form("body").values, **values}
    )
    assert sent.status_code == 303
    assert_guarded(sent)


def test_on_a_page_for_another_role(browser):
    publisher = factories.make_staff(factories.Role.PUBLISHER)
    browser.sign_in(publisher.email)
    response = browser.client.get("/staff/moderation")
    assert response.status_code == 403
    assert_guarded(response)


class TestOverTls:
    @pytest.fixture
    def settings(self, settings):
        return replace(settings, site_url="https://consult.example.org")

    @pytest.mark.parametrize("address", ["/", "/no-such-page", "/static/css/base.css", "/healthz"])
    def test_browsers_are_told_to_insist_on_it(self, client, address):
        response = client.get(address, buffered=True)
        assert "max-age=31536000" in response.headers["Strict-Transport-Security"]

    def test_so_are_those_who_ask_for_another_name(self, client):
        response = client.get("/", headers={"Host": "evil.example"})
        assert response.status_code == 400
        assert_guarded(response)
        assert "Strict-Transport-Security" in response.headers


def test_without_tls_nobody_is_told_to_insist_on_it(client):
    assert "Strict-Transport-Security" not in client.get("/").headers
