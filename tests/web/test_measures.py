"""The line that each request leaves in the log."""

from __future__ import annotations

from dataclasses import replace

import pytest


@pytest.fixture
def settings(settings):
    return replace(settings, access_log=True)


def test_a_request_is_one_line_with_its_rule_and_how_long_it_took(logged, client, path):
    client.get(f"{path}?asked=privately", environ_base={"REMOTE_ADDR": "192.0.2.77"})
    (line,), text = logged()
    assert (line["event"], line["method"], line["status"]) == ("request", "GET", 200)
    assert line["rule"] == "/inquiries/<inquiry>/<topic>"
    assert 0 < line["ms"] < 60_000
    assert line["id"]
    for secret in (path, "privately", "192.0.2"):
        assert secret not in text


def test_nothing_that_somebody_sent_is_in_it(logged, browser, path):
    browser.open(f"{path}/comment")
    browser.send("body", {"body": "My private words", "name": "Jo Fern",
                          "email": "jo@example.org", "publication_choice": "named"})  # fmt: skip
    browser.send("confirmed", {}, button=("confirmed", "1"))
    lines, text = logged()
    assert [line["status"] for line in lines] == [200, 200, 303, 200]
    assert lines[-1]["rule"] == "/receipts/<receipt_key>"
    for secret in (browser.path.split("/")[-1], "private", "Jo Fern", "jo@example.org"):
        assert secret not in text


@pytest.mark.parametrize("address", ["/a%0A%0D{}b", "/%E2%80%A8x", "/%1B[2J", "/receipts/key"])
def test_an_address_cannot_write_into_it(logged, client, address):
    client.get(address, headers={"X-Request-ID": 'mine", "event": "forged'})
    (line,), text = logged()
    assert line["event"] == "request"
    assert "forged" not in text
    assert "key" not in line["rule"].replace("<receipt_key>", "")


def test_a_made_up_method_is_not_repeated(logged, client):
    client.open("/", method="INVENTED")
    (line,), _ = logged()
    assert (line["method"], line["status"]) == ("other", 405)


def test_an_error_carries_the_reference_of_its_lines(logged, client, monkeypatch):
    monkeypatch.setattr("app.inquiries.views.get_inquiry", None)
    response = client.get("/inquiries/a", headers={"X-Request-ID": "chosen-by-the-visitor"})
    fault, request = logged()[0]
    assert response.status_code == 500
    assert response.headers["X-Request-ID"] == fault["id"] == request["id"]
    assert fault["id"] != "chosen-by-the-visitor"


def test_a_page_that_caches_keep_carries_none(client, path):
    assert "X-Request-ID" not in client.get(path).headers


def test_two_requests_have_two_references(client):
    references = {client.get("/no-such-page").headers["X-Request-ID"] for _ in range(3)}
    assert len(references) == 3


def test_a_host_that_is_not_served_is_logged_too(logged, app, client):
    app.config["TRUSTED_HOSTS"] = ["consult.example.org"]
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400
    (line,), text = logged()
    assert line["status"] == 400
    assert "evil" not in text


def test_an_answer_from_the_kept_pages_is_counted_and_logged_as_well(logged, client, path):
    assert client.get(path).status_code == 200
    assert client.get(path).status_code == 200
    lines, _ = logged()
    assert [line["rule"] for line in lines] == ["/inquiries/<inquiry>/<topic>"] * 2
    assert [line["id"] for line in lines][1] == ""
