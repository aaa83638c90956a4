"""What is logged of a fault: where it happened, and nothing that a person typed."""

from __future__ import annotations

import logging

import pytest

PRIVATE = {
    "body": "My private words",
    "name": "Jo Fern",
    "email": "jo@example.org",
    "publication_choice": "named",
    "confirmed": "1",
}


@pytest.fixture
def fails(monkeypatch):
    """Makes a function of the comment pages fail with a message made of what it was given."""

    def at(where):
        def fail(*arguments):
            try:
                raise KeyError("inner words", arguments)
            except KeyError as error:
                raise ValueError("secret\nwords", arguments) from error

        monkeypatch.setattr(where, fail)

    return at


def test_a_fault_is_one_line_that_says_where_it_happened(logged, client, fails):
    fails("app.comments.views.get_by_receipt_key")
    assert client.get("/receipts/a-private-key?asked=privately").status_code == 500
    (line,), text = logged()
    assert line["kind"] == "builtins.ValueError"
    assert line["rule"] == "/receipts/<receipt_key>"
    assert line["method"] == "GET"
    assert line["level"] == "error"
    assert "timestamp" in line
    assert any("comments/views.py" in place and "receipt" in place for place in line["at"])
    for secret in ("secret", "inner words", "a-private-key", "privately", "127.0.0.1"):
        assert secret not in text


def test_nothing_of_a_form_is_logged(logged, browser, path, fails):
    browser.open(f"{path}/comment")
    fails("app.comments.sending.post_comment")
    browser.send("body", PRIVATE, expect=500)
    (line,), text = logged()
    assert line["method"] == "POST"
    assert not [word for word in PRIVATE.values() if len(word) > 1 and word in text]


def test_a_lost_database_is_logged_without_its_address(logged, away):
    away.post("/inquiries/a/b/comment", data=PRIVATE)
    (line,), text = logged()
    assert line["kind"] == "sqlalchemy.exc.OperationalError"
    assert "nobody" not in text
    assert "My private words" not in text


@pytest.mark.parametrize(
    "address", ["/inquiries/a%0A%0D{}b", "/inquiries/%E2%80%A8x", "/inquiries/%1B[2J"]
)
def test_an_address_cannot_write_lines_of_its_own(logged, client, address, monkeypatch):
    monkeypatch.setattr("app.inquiries.views.get_inquiry", None)
    client.get(address)
    lines, _ = logged()
    assert [line["rule"] for line in lines] == ["/inquiries/<inquiry>"]


def test_what_is_no_fault_is_not_logged(logged, client, path):
    client.get("/no-such-page")
    client.post(f"{path}/comment", data=PRIVATE)
    client.post(f"{path}/comment", data=b"%FF")
    assert logged()[1] == ""


def test_no_other_logger_tells_more(client, fails, caplog):
    caplog.set_level(logging.DEBUG)
    fails("app.comments.views.get_by_receipt_key")
    client.get("/receipts/a-private-key")
    assert "a-private-key" not in caplog.text
    assert "secret" not in caplog.text


def test_the_servers_own_words_about_a_failed_request_are_dropped(app, caplog):
    logger = logging.getLogger("waitress")
    logger.error("Exception while serving %s", "/receipts/a-private-key")
    logger.warning("something else")
    assert caplog.messages == ["something else"]
