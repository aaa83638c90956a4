"""What is true of every answer: headers, caching, the door, and errors in words."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from app import create_app
from app.web.limits import network_of
from app.web.redirects import local_path
from tests import factories

EVERYWHERE = ["/", "/no-such-page", "/static/css/base.css", "/healthz", "/staff/", "/staff/login"]


@pytest.mark.parametrize("path", EVERYWHERE)
def test_every_answer_carries_the_security_headers(client, path):
    headers = client.get(path, buffered=True).headers
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "Cache-Control" in headers


@pytest.fixture
def path(topic):
    return f"/inquiries/{topic.inquiry.slug}/{topic.slug}"


def test_a_public_page_sets_no_cookie_and_varies_on_nothing(signed_in, path):
    signed_in.open(path)
    headers = signed_in.response.headers
    assert headers["Cache-Control"] == "public, no-cache"
    assert "Set-Cookie" not in headers
    assert "Cookie" not in headers.get("Vary", "")


def test_a_page_that_has_not_changed_is_not_rendered_again(client, path, monkeypatch):
    etag = client.get(path).headers["ETag"]
    monkeypatch.setattr("app.inquiries.views.render_template", None)
    assert client.get(path, headers={"If-None-Match": etag}).status_code == 304


def test_a_published_word_changes_the_page_at_once(client, path, topic, moderator):
    etag = client.get(path).headers["ETag"]
    comment = factories.make_published(topic, moderator)
    factories.commit()
    answer = client.get(path, headers={"If-None-Match": etag})
    assert answer.status_code == 200
    assert comment.body in answer.text


@pytest.mark.parametrize("path", ["/staff/login", "/receipts/x/a.css", "/receipts/x"])
def test_what_is_personal_is_kept_by_nobody(client, path):
    assert client.get(path).headers["Cache-Control"] == "no-store"


def test_assets_with_their_hash_are_kept_for_a_year(client, app):
    with app.test_request_context():
        url = app.jinja_env.globals["asset_url"]("css/base.css")
    assert "immutable" in client.get(url, buffered=True).headers["Cache-Control"]


@pytest.mark.parametrize(
    ("body", "kind", "code"),
    [
        (b"body=%FF%FE", "application/x-www-form-urlencoded", 400),
        (b"&".join([b"a=1"] * 101), "application/x-www-form-urlencoded", 413),
        (b"body=" + b"x" * 1_000_001, "application/x-www-form-urlencoded", 413),
        (b'{"body": 1}', "application/json", 415),
        (b"--x--", "multipart/form-data; boundary=x", 415),
        (b"password=" + b"x" * 2_000, "application/x-www-form-urlencoded", 413),
    ],
    ids=["malformed UTF-8", "too many fields", "over a megabyte", "JSON", "files", "a password"],
)
def test_what_is_not_a_form_is_turned_away_at_the_door(client, path, body, kind, code):
    answer = client.post(f"{path}/comment", data=body, content_type=kind)
    assert answer.status_code == code
    assert "<h1" in answer.text


@pytest.mark.parametrize(
    "address",
    ["/inquiries/%00", "/?page=%00", "/subjects/%FF", "/comments/" + "x" * 5_000,
     "/staff/moderation/decisions?before=99999999999999999", "/inquiries/a?page=-1",
     "/staff/moderation/99999999999999999999"],
)  # fmt: skip
def test_odd_addresses_are_not_faults(signed_in, address):
    assert signed_in.client.get(address).status_code in (200, 404)


@pytest.mark.parametrize(
    "query",
    ["after=x", "after=0001-01-01T00:00:00%2B23:59_1", "after=2026-01-01T00:00:00%2B00:00_23058430",
     "after=9999-12-31T23:59:59-23:59_1", "inquiry=%E2%82%AC", "topic=99999999999999999999"],
)  # fmt: skip
def test_odd_places_in_the_queue_are_not_faults(signed_in, query):
    assert signed_in.client.get(f"/staff/moderation?{query}").status_code in (200, 404)
    assert (
        signed_in.client.get("/staff/moderation/decisions?before=99999999999999999").status_code
        == 404
    )


def test_an_unknown_method_is_refused(client):
    assert client.open("/", method="TRACE").status_code == 405


class TestWithADatabaseAway:
    @pytest.fixture
    def client(self, settings):
        away = "postgresql+psycopg://nobody@127.0.0.1:1/nothing"
        app = create_app(replace(settings, database_url=away))
        app.config["PROPAGATE_EXCEPTIONS"] = False
        return app.test_client()

    def test_the_page_says_so_and_the_process_is_alive(self, client):
        answer = client.get("/")
        assert answer.status_code == 503
        assert int(answer.headers["Retry-After"]) > 0
        assert "not available at the moment" in answer.text
        assert client.get("/healthz").status_code == 200
        assert client.get("/readyz").status_code == 503

    def test_what_was_typed_is_on_the_page(self, client):
        typed = {"body": "<b>My words</b>"}
        answer = client.post("/inquiries/a/b/comment", data=typed)
        assert answer.status_code == 503
        assert "&lt;b&gt;My words&lt;/b&gt;" in answer.text


class TestUnderASiteAddress:
    @pytest.fixture
    def settings(self, settings):
        return replace(settings, site_url="https://consult.example.org")

    def test_another_host_name_is_refused(self, client):
        answer = client.get("/receipts/abc", headers={"Host": "evil.example"})
        assert answer.status_code == 400
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]

    def test_cookies_are_for_this_host_and_tls_alone(self, client):
        cookie = client.get("/staff/login").headers["Set-Cookie"]
        assert cookie.startswith("__Host-soundings=")
        assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))

    def test_browsers_are_told_to_insist_on_tls(self, client):
        assert "max-age" in client.get("/").headers["Strict-Transport-Security"]


def test_a_fault_is_logged_without_its_words_or_its_address(capfd, client, monkeypatch):
    def fail(_key):
        raise ValueError("secret words")

    monkeypatch.setattr("app.comments.views.get_by_receipt_key", fail)
    assert client.get("/receipts/a-private-key").status_code == 500
    logged = capfd.readouterr().err
    assert json.loads(logged.splitlines()[-1])["kind"] == "builtins.ValueError"
    assert "secret words" not in logged
    assert "a-private-key" not in logged


@pytest.mark.parametrize(
    ("address", "network"),
    [("192.0.2.77", "192.0.2.0/24"), ("2001:db8:1:2::9", "2001:db8:1::/48"),
     ("::ffff:192.0.2.77", "192.0.2.0/24"), ("nonsense", "unknown")],
)  # fmt: skip
def test_visitors_are_counted_by_network(address, network):
    assert network_of(address) == network


@pytest.mark.parametrize(
    "trick",
    ["//evil.example", "/\\evil.example", "https://evil.example", "/\t/evil.example", "", None],
)
def test_a_way_back_stays_on_this_site(trick):
    assert local_path(trick, "/home") == "/home"
