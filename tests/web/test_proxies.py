"""Whose word about addresses, schemes and host names is believed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import request

from app import create_app
from app.web.proxies import trust_host
from tests import factories

FORGED = {
    "X-Forwarded-For": "203.0.113.9, 198.51.100.7, 192.0.2.5",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Prefix": "/evil",
    "X-Forwarded-Port": "1",
    "Forwarded": "for=203.0.113.9;host=evil.example;proto=https",
    "X-Real-IP": "203.0.113.9",
}


def seen_by(settings, headers, *, trusted, site_url=""):
    """What the site takes a visitor at 10.0.0.1 with these headers for."""
    app = create_app(replace(settings, trusted_proxies=trusted, site_url=site_url))
    app.add_url_rule(
        "/seen", view_func=lambda: f"{request.remote_addr} {request.url} {request.script_root}"
    )
    response = app.test_client().get(
        "/seen", headers=headers, environ_base={"REMOTE_ADDR": "10.0.0.1"}
    )
    return response.text.split(" ") if response.status_code == 200 else response.status_code


def test_without_a_proxy_no_header_is_believed(settings):
    assert seen_by(settings, FORGED, trusted=0) == ["10.0.0.1", "http://localhost/seen", ""]


@pytest.mark.parametrize(
    ("trusted", "address"),
    [(1, "192.0.2.5"), (2, "198.51.100.7"), (3, "203.0.113.9"), (4, "10.0.0.1")],
)
def test_exactly_the_configured_number_of_proxies_is_believed(settings, trusted, address):
    headers = {"X-Forwarded-For": FORGED["X-Forwarded-For"]}
    assert seen_by(settings, headers, trusted=trusted)[0] == address


def test_a_proxy_is_believed_about_scheme_and_host_and_never_about_a_prefix(settings):
    assert seen_by(settings, FORGED, trusted=1)[1:] == ["https://evil.example/seen", ""]


class TestUnderASiteAddress:
    SITE = "https://consult.example.org"

    @pytest.fixture
    def settings(self, settings):
        return replace(settings, site_url=self.SITE)

    @pytest.mark.parametrize("name", ["evil.example", "consult.example.org.evil.example",
                                      "xconsult.example.org", "consult.example.org@evil.example",
                                      "evil.example:80", ""])  # fmt: skip
    @pytest.mark.parametrize("address", ["/", "/static/css/base.css", "/receipts/abc", "/healthz/"])
    def test_another_host_name_is_refused(self, client, name, address):
        response = client.get(address, headers={"Host": name} if name else {"Host": " "})
        assert response.status_code == 400
        assert "evil" not in response.text
        assert response.headers["Cache-Control"] == "no-store"

    @pytest.mark.parametrize(
        "name",
        ["consult.example.org", "consult.example.org:443", "localhost:8000", "127.0.0.1",
         "Consult.Example.ORG", "LOCALHOST", "[::1]", "[::1]:8000"],
    )  # fmt: skip
    def test_its_own_name_and_this_machines_are_served(self, client, name):
        assert client.get("/", headers={"Host": name}).status_code == 200

    @pytest.mark.parametrize("address", ["/healthz", "/readyz"])
    def test_a_probe_may_use_any_name(self, client, address):
        assert client.get(address, headers={"Host": "10.1.2.3:8000"}).status_code == 200

    def test_a_name_that_a_proxy_passes_on_is_checked_too(self, settings):
        assert seen_by(settings, FORGED, trusted=1, site_url=self.SITE) == 400

    def test_addresses_to_keep_are_under_the_sites_own_name(self, browser, path, topic):
        paper = factories.make_paper(topic)
        factories.commit()
        assert f"{self.SITE}/papers/{paper.slug}" in browser.open(f"/papers/{paper.slug}").text
        browser.open(f"{path}/comment")
        values = {"body": "Words.", "publication_choice": "anonymous"}
        receipt = browser.send("body", values, button=("confirmed", "1"))
        assert self.SITE + browser.path in receipt.text


@pytest.mark.parametrize("name", ["localhost:8000", "127.0.0.1:8000", "[::1]", "a.localhost"])
def test_without_a_site_address_this_machines_names_are_served(client, name):
    assert client.get("/", headers={"Host": name}).status_code == 200


def test_without_a_site_address_no_other_name_is_believed(client):
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400


def test_the_name_to_listen_on_is_served(app, client):
    trust_host(app, "My-Laptop.local")
    assert client.get("/", headers={"Host": "my-laptop.local:8000"}).status_code == 200
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400


def test_whoever_listens_on_every_address_has_no_name_to_insist_on(app, client):
    trust_host(app, "0.0.0.0")
    assert client.get("/", headers={"Host": "192.0.2.1:8000"}).status_code == 200


def test_a_site_with_an_address_insists_on_it_wherever_it_listens(settings):
    app = create_app(replace(settings, site_url="https://consult.example.org"))
    trust_host(app, "0.0.0.0")
    assert app.test_client().get("/", headers={"Host": "evil.example"}).status_code == 400
