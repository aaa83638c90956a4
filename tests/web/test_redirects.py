"""Ways back stay on this site."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import example, given, strategies

from app.web.redirects import local_path
from tests.browsing import Page
from tests.factories import PASSWORD

TRICKS = [
    "//evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example", "/\t/evil.example",
    "\n//evil.example", "/\r\n/evil.example", "javascript:alert(1)", "evil.example", " //evil.example",
    "/\\/evil.example", "///evil.example", "",
]  # fmt: skip


@pytest.mark.parametrize("trick", [*TRICKS, None])
def test_a_way_elsewhere_is_not_taken(trick):
    assert local_path(trick, "/home") == "/home"


@pytest.mark.parametrize("path", ["/", "/staff/moderation?topic=1&after=x", "/a//b", "/a?next=//b"])
def test_a_way_on_this_site_is(path):
    assert local_path(path, "/home") == path


@given(strategies.text(alphabet="/\\ab.:\t\r\n\x00 @?#%", max_size=12))
@example("/\t\\evil.example")
def test_no_text_leads_to_another_site(text):
    """As a browser reads it: tabs and line ends dropped, backslashes as slashes."""
    place = urljoin("https://here.example/page", local_path(text, "/home").replace("\\", "/"))
    assert urlsplit(place)[:2] == ("https", "here.example")


@pytest.mark.parametrize("trick", TRICKS)
def test_signing_in_leads_nowhere_else(client, moderator, trick):
    page = Page(client.get("/staff/login", query_string={"next": trick}).text)
    fields = {**page.form("password").values, "email": moderator.email, "password": PASSWORD}
    response = client.post(
        "/staff/login", query_string={"next": trick}, data={**fields, "next": trick}
    )
    if response.status_code == 302:
        place = urlsplit(urljoin("http://localhost/", response.location.replace("\\", "/")))
        assert place[:2] == ("http", "localhost")


def test_an_address_with_a_slash_after_it_leads_to_the_page(client, pages):
    for address in pages.values():
        if address != "/":
            response = client.get(f"{address}/?order=newest&x=%C3%A9")
            assert response.status_code == 308
            assert response.location == f"{address}?order=newest&x=%C3%A9"
            assert response.headers["Cache-Control"] == "no-store"
            assert client.head(f"{address}/").status_code == 308


@pytest.mark.parametrize(
    "address",
    ["/no-such-page/", "//evil.example/", "//papers/x/", "/papers//evil.example/", "/\\papers/x/",
     "/papers/\r\nX/\n/"],
)  # fmt: skip
def test_a_slash_after_nothing_leads_nowhere_else(client, address):
    response = client.get("/", environ_overrides={"PATH_INFO": address})
    if response.status_code == 308:
        place = urlsplit(urljoin("http://localhost/", response.location.replace("\\", "/")))
        assert place[:2] == ("http", "localhost")
    else:
        assert response.status_code == 404


def test_a_form_sent_to_an_address_with_a_slash_is_not_sent_on(client, pages):
    assert client.post(f"{pages['topic']}/comment/").status_code == 404
