"""A letter's headers and parts, whatever its words are."""

from __future__ import annotations

import email
import email.policy
import re
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, strategies
from hypothesis import settings as limits

from app.mail.enums import MailKind
from app.mail.message import Link, Message
from app.mail.sending import make_letter

NAMES = [
    "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "List-Unsubscribe",
    "List-Unsubscribe-Post", "MIME-Version", "Content-Type",
]  # fmt: skip


def make_message(**changes):
    facts = {
        "to": "pat@example.org",
        "subject": "Published: your comment k7",
        "parts": ["It is there.", Link("See it", "http://localhost/comments/k7?a=1&b=2")],
        "kind": MailKind.AUTHOR,
    }
    return Message(**{**facts, **changes})


@pytest.fixture
def letter(app, settings):
    def sent(**changes):
        raw = make_letter(7, make_message(**changes), settings).as_bytes().decode()
        return email.message_from_string(raw, policy=email.policy.default)

    return sent


def test_it_says_that_a_machine_wrote_it_and_always_has_the_same_number(letter):
    assert letter()["Auto-Submitted"] == "auto-generated"
    assert letter()["Message-ID"] == letter()["Message-ID"] == "<outbox.7@localhost>"


def test_it_can_be_stopped_with_one_click(letter, client):
    link = re.fullmatch(r"<(http://localhost:8000/mail/stop/\S+)>", letter()["List-Unsubscribe"])
    assert link
    assert letter()["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = link[1].removeprefix("http://localhost:8000")
    assert client.post(path, data={"List-Unsubscribe": "One-Click"}).status_code == 200


def test_the_address_for_stopping_is_neither_folded_nor_encoded(app, settings):
    raw = make_letter(7, make_message(), settings).as_bytes()
    assert re.search(rb"\nList-Unsubscribe: <http://[!-~]+>\r\n", raw)


def test_a_message_without_a_kind_cannot_be_stopped(letter):
    assert letter(kind=None)["List-Unsubscribe"] is None


def test_plain_text_comes_first_and_says_the_same_as_the_html(letter):
    plain, html = letter().iter_parts()
    assert (plain.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    address = "http://localhost/comments/k7?a=1&b=2"
    assert f"It is there.\n\nSee it:\n{address}\n" in plain.get_content().replace("\r\n", "\n")
    assert f'<a href="{address.replace("&", "&amp;")}">See it</a>' in html.get_content()


def test_html_in_its_words_is_only_text(letter):
    _plain, html = letter(parts=["<b>bold</b> & more"]).iter_parts()
    assert "&lt;b&gt;bold&lt;/b&gt; &amp; more" in html.get_content()


@pytest.mark.parametrize(
    "to", ["zoë@example.org", "a+b@xn--bcher-kva.example", "O'Neill@x.example"]
)
def test_any_address_that_the_form_takes_can_be_written_to(letter, to):
    assert letter(to=to)["To"].addresses[0].addr_spec == to


def test_a_domain_in_another_script_is_written_in_ascii(letter):
    assert letter(to="a@bücher.example")["To"] == "a@xn--bcher-kva.example"


@limits(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(subject=strategies.text(max_size=300), organisation=strategies.text(max_size=60))
def test_no_words_add_a_header(app, settings, subject, organisation):
    settings = replace(settings, organisation=organisation)
    raw = make_letter(7, make_message(subject=subject), settings).as_bytes()
    letter = email.message_from_bytes(raw, policy=email.policy.default)
    assert letter.keys() == NAMES
