"""What is refused at the door, before any view looks at it, and what just passes."""

from __future__ import annotations

from urllib.parse import quote_from_bytes, urlencode

import pytest
from hypothesis import HealthCheck, given, settings, strategies
from sqlalchemy import func, select

from app.comments.models import Comment
from app.core.db import db
from app.web.door import LONGEST_FIELD, LONGEST_TEXT, MAXIMUM_BYTES, MAXIMUM_FIELDS

FORM = "application/x-www-form-urlencoded"
same_site = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def send(client, path):
    """Posts some bytes to the comment form; nothing of it may ever become a comment."""

    def post(body, kind=FORM):
        response = client.post(f"{path}/comment", data=body, content_type=kind)
        assert db.session.scalar(select(func.count()).select_from(Comment)) == 0
        return response

    return post


@pytest.mark.parametrize(
    "body",
    [b"body=%FF%FE", b"body=\xff", b"body=%C0%80", b"body=%ED%A0%80", b"body=%E2%82", b"b%FFdy=1",
     b"body=%F5%80%80%80", b"body=fine&name=%80"],
)  # fmt: skip
def test_malformed_utf_8_is_refused(send, body):
    response = send(body)
    assert response.status_code == 400
    assert "We could not read that" in response.text


def test_a_stray_percent_sign_is_text(send):
    assert send(b"body=100%25+sure%2C+50%+not&name=%zz").status_code == 422


def test_the_last_field_that_is_allowed_passes(send):
    fields = [b"a=1"] * MAXIMUM_FIELDS
    assert send(b"&".join(fields)).status_code == 422
    assert send(b"&".join([*fields, b"a=1"])).status_code == 413


def test_the_last_byte_that_is_allowed_passes(send):
    body = b"body=" + b"%F0%9F%98%80" * 83_332
    body = body.ljust(MAXIMUM_BYTES, b"x")
    assert send(body).status_code == 422
    refused = send(body + b"x")
    assert refused.status_code == 413
    assert "That is too long" in refused.text


@pytest.mark.parametrize(
    "kind",
    ["multipart/form-data; boundary=x", "application/json", "text/plain", "", "nonsense",
     "application/x-www-form-urlencoded-too"],
)  # fmt: skip
def test_only_forms_are_taken(send, kind):
    response = send(b"--x--", kind)
    assert response.status_code == 415
    assert "This page does not take files" in response.text


def test_a_forms_charset_is_utf_8_whatever_it_says(send):
    assert send(b"body=%E9", f"{FORM}; charset=latin-1").status_code == 400
    assert "Café" in send("body=Café".encode(), f"{FORM}; charset=utf-16").text


@pytest.mark.parametrize("name", ["body", "note"])
def test_the_last_character_that_a_text_may_have_passes(send, name):
    text = f"{name}=".encode() + b"%65" * LONGEST_TEXT
    assert send(text).status_code == 422
    refused = send(text + b"x")
    assert refused.status_code == 413
    assert "That field can have up to 200,000 characters." in refused.text


@pytest.mark.parametrize("name", ["name", "email", "nonce", "publication_choice", "anything"])
def test_the_last_character_that_another_field_may_have_passes(send, name):
    fields = urlencode({"body": "Kept words.", name: "\u0f73" * LONGEST_FIELD}).encode()
    assert send(fields).status_code == 422
    refused = send(fields + b"x")
    assert refused.status_code == 413
    assert "That field can have up to 1,000 characters." in refused.text
    assert "Kept words." in refused.text


def test_no_later_field_of_the_same_name_is_longer(send):
    assert send(b"name=x&name=" + b"x" * (LONGEST_FIELD + 1)).status_code == 413


def test_a_password_that_takes_long_to_hash_is_refused_in_its_own_words(send):
    refused = send(b"email=jo%40example.org&password=" + b"x" * (LONGEST_FIELD + 1))
    assert refused.status_code == 413
    assert "A password can have up to 1,000 characters." in refused.text
    assert "20,000" not in refused.text
    assert "jo@example.org" in refused.text


@pytest.mark.parametrize("field", ["%00", "body=%00&%00=1", "body=a%00b&email=%00@%00"])
def test_a_nul_in_a_form_is_no_fault(send, field):
    assert send(field.encode()).status_code == 422


@pytest.mark.parametrize(
    "address",
    ["/%00", "/inquiries/%00", "/inquiries/a%00b/c", "/papers/a%00", "/comments/%00",
     "/receipts/%00", "/subjects/%00", "/static/%00.css", "/staff/moderation/%00",
     "/?page=%00", "/?%00", "/staff/login?next=%00", "/staff/moderation?topic=%00",
     "/staff/moderation?after=%00", "/no-such%00"],
)  # fmt: skip
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_a_nul_in_an_address_leads_nowhere(signed_in, method, address):
    assert signed_in.client.open(address, method=method).status_code == 404


@pytest.mark.parametrize(
    "address",
    ["/subjects/%FF", "/comments/" + "x" * 5_000, "/inquiries/a?page=-1", "/%FF%FE", "/%ED%A0%80",
     "/receipts/" + "x" * 5_000, "/papers/a/comment?paragraph=" + "9" * 5_000, "/./", "/..",
     "/static/../config.py", "/static/..%2Fconfig.py", "/static/..%5Cconfig.py",
     "/staff/moderation/99999999999999999999", "/staff/moderation/decisions?before=9" + "9" * 20,
     "/staff/moderation/-1", "/staff/moderation/decisions?before=x"],
)  # fmt: skip
def test_an_odd_address_leads_nowhere(signed_in, address):
    assert signed_in.client.get(address).status_code == 404


@pytest.mark.parametrize(
    "query",
    ["page=0", "page=-1", "page=x", "page=", "page=2", "page=1e1", "page=٣", "page=" + "9" * 40,
     "order=random", "order=", "page=%FF"],
)  # fmt: skip
def test_an_odd_page_of_comments_does_not_exist(client, path, query):
    assert client.get(f"{path}?{query}").status_code == 404


@pytest.mark.parametrize(
    ("query", "code"),
    [("after=x", 404), ("after=0001-01-01T00:00:00%2B23:59_1", 404),
     ("after=9999-12-31T23:59:59-23:59_1", 404), ("after=2026-01-01_1", 404),
     ("after=2026-01-01T00:00:00%2B00:00_" + "9" * 30, 404),
     ("after=2026-01-01T00:00:00%2B00:00_23058430", 200),
     ("inquiry=%E2%82%AC", 200), ("topic=99999999999999999999", 200), ("choice=%F0%9F%92%A9", 200)],
)  # fmt: skip
def test_an_odd_place_in_the_queue_is_no_fault(signed_in, query, code):
    assert signed_in.client.get(f"/staff/moderation?{query}").status_code == code


@pytest.mark.parametrize("address", ["/", "/no-such-page", "/static/css/base.css", "/staff/login"])
@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "BREW", "PROPFIND", "DELETE", "PATCH"])
def test_an_unknown_method_is_refused(client, method, address):
    expected = 404 if address == "/no-such-page" else 405
    assert client.open(address, method=method).status_code == expected


def test_a_refused_method_names_those_that_work(client):
    allowed = client.delete("/").headers["Allow"]
    assert set(allowed.replace(" ", "").split(",")) == {"GET", "HEAD", "OPTIONS"}


@same_site
@given(strategies.binary(max_size=200))
def test_no_bytes_make_a_fault(client, path, noise):
    for body in (noise, b"body=" + quote_from_bytes(noise).encode()):
        assert client.post(f"{path}/comment", data=body, content_type=FORM).status_code in (
            400,
            422,
        )


@same_site
@given(strategies.text(alphabet=strategies.characters(codec="utf-8"), max_size=200))
def test_any_text_passes(client, path, text):
    response = client.post(
        f"{path}/comment", data=urlencode({"body": text, "name": text}), content_type=FORM
    )
    assert response.status_code == 422


@same_site
@given(strategies.text(alphabet=strategies.characters(codec="utf-8"), max_size=60))
def test_no_address_makes_a_fault(client, text):
    address = quote_from_bytes(text.encode())
    for place in ("/", "/inquiries/", "/comments/", "/receipts/", "/papers/"):
        assert client.get(f"{place}x{address}").status_code in (404, 308)
