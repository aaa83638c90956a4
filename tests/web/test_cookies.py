"""The one cookie."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app import create_app
from tests.browsing import Page
from tests.factories import PASSWORD

SITE = "https://consult.example.org"


def cookies_of(response):
    """The name and the sorted attributes of each cookie that an answer sets."""
    parts = [cookie.split("; ") for cookie in response.headers.getlist("Set-Cookie")]
    return [(first.split("=")[0], sorted(rest)) for first, *rest in parts]


class TestInProduction:
    @pytest.fixture
    def settings(self, settings):
        return replace(settings, env="production", site_url=SITE)

    @pytest.mark.parametrize("address", ["/staff/login", "form"])
    def test_it_is_for_this_host_and_tls_and_no_script(self, client, path, address):
        address = f"{path}/comment" if address == "form" else address
        expected = ("__Host-soundings", ["HttpOnly", "Path=/", "SameSite=Lax", "Secure"])
        assert cookies_of(client.get(address, base_url=SITE)) == [expected]

    def test_signing_in_sets_one_other_that_lasts_and_keeps_nobody_signed_in(
        self, client, moderator
    ):
        page = Page(client.get("/staff/login", base_url=SITE).text)
        fields = {"email": moderator.email, "password": PASSWORD, "remember": "y"}
        response = client.post(
            "/staff/login", base_url=SITE, data={**page.form("password").values, **fields}
        )
        assert response.status_code == 302
        session = ("__Host-soundings", ["HttpOnly", "Path=/", "SameSite=Lax", "Secure"])
        (name, facts), other = cookies_of(response)
        assert other == session
        assert name == "__Secure-soundings-browser"
        assert {"HttpOnly", "Path=/staff", "SameSite=Lax", "Secure"} <= set(facts)
        client.delete_cookie("__Host-soundings", domain="consult.example.org")
        assert client.get("/staff/", base_url=SITE).status_code == 302


def test_without_tls_it_works_with_a_plain_name(client):
    cookies = cookies_of(client.get("/staff/login"))
    assert cookies == [("soundings", ["HttpOnly", "Path=/", "SameSite=Lax"])]


def test_one_that_was_changed_signs_nobody_in(signed_in):
    client = signed_in.client
    value = client.get_cookie("soundings").value
    for place in range(0, len(value) - 1, 20):
        other = "A" if value[place] != "A" else "B"
        client.set_cookie("soundings", value[:place] + other + value[place + 1 :])
        assert client.get("/staff/").status_code == 302
    client.set_cookie("soundings", value)
    assert client.get("/staff/").status_code == 200


def test_one_of_another_site_signs_nobody_in(signed_in, settings):
    other = create_app(replace(settings, secret_key="another secret altogether 123456789"))
    visitor = other.test_client()
    visitor.set_cookie("soundings", signed_in.client.get_cookie("soundings").value)
    assert visitor.get("/staff/").status_code == 302
