"""Guessing passwords is slowed down, by network and by account, in short windows."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine

from app.core import clock
from tests.conftest import make_settings
from tests.factories import PASSWORD


@pytest.fixture
def settings(database_url, tmp_path):
    return make_settings(database_url, tmp_path, rate_limits=True)


class Guesser:
    """Sends passwords from any network, each time with a new cookie jar."""

    def __init__(self, app):
        self.app = app

    def try_to_sign_in(self, email, password="a wrong guess", address="192.0.2.1", **headers):
        client = self.app.test_client()
        place = {"REMOTE_ADDR": address}
        page = client.get("/staff/login", environ_base=place).text
        token = page.split('name="csrf_token" type="hidden" value="')[1].split('"')[0]
        fields = {"email": email, "password": password, "csrf_token": token}
        return client.post("/staff/login", data=fields, environ_base=place, headers=headers)

    def codes(self, count, email="x{}@example.org", address="192.0.2.1", **headers):
        return [
            self.try_to_sign_in(email.format(n), address=address.format(n), **headers).status_code
            for n in range(count)
        ]


@pytest.fixture
def guesser(app):
    return Guesser(app)


def test_the_eleventh_try_from_a_network_within_a_minute_is_told_to_wait(guesser):
    assert guesser.codes(10) == [422] * 10
    response = guesser.try_to_sign_in("another@example.org", address="192.0.2.254")
    assert response.status_code == 429
    assert 1 <= int(response.headers["Retry-After"]) <= 61
    assert "Please wait" in response.text
    assert "a wrong guess" not in response.text


def test_another_network_is_not_held_up(guesser):
    guesser.codes(11)
    assert guesser.codes(1, address="198.51.100.7") == [422]


@pytest.mark.parametrize("address", ["2001:db8:1:{0}::1", "::ffff:192.0.2.{0}"])
def test_a_new_address_of_the_same_network_is_no_new_start(guesser, address):
    assert guesser.codes(11, address=address)[-1] == 429


def test_a_forged_forwarding_header_is_no_new_start(guesser):
    codes = [guesser.codes(1, **{"X-Forwarded-For": f"198.51.{n}.1"})[0] for n in range(11)]
    assert codes[-1] == 429


def test_one_account_is_guessed_at_slowly_even_when_the_minutes_pass(guesser, moderator):
    start = clock.now()
    codes = []
    for number in range(11):
        with time_machine.travel(start + number * timedelta(seconds=20), tick=False):
            codes += guesser.codes(1, email=moderator.email)
    assert codes == [422] * 10 + [429]


def test_an_account_is_held_from_many_networks_too(guesser, moderator):
    codes = guesser.codes(61, email=moderator.email, address="198.51.{}.1")
    assert codes == [422] * 60 + [429]


def test_spelling_an_address_otherwise_is_no_new_start(guesser):
    for number in range(10):
        email = ("mo@example.org", "MO@example.org", " mo@Example.org ")[number % 3]
        guesser.try_to_sign_in(email, address="192.0.2.1")
    with time_machine.travel(clock.now() + timedelta(seconds=90), tick=False):
        assert guesser.codes(1, email="Mo@example.org") == [429]
        assert guesser.codes(1, email="someone.else@example.org") == [422]


def test_the_owner_signs_in_from_elsewhere_while_somebody_guesses(guesser, moderator):
    guesser.codes(30, email=moderator.email)
    response = guesser.try_to_sign_in(moderator.email, PASSWORD, address="198.51.100.7")
    assert response.status_code == 302


def test_the_wait_ends(guesser, moderator):
    wait = int(guesser.try_to_sign_in("a@example.org").headers.get("Retry-After", 0))
    assert wait == 0
    guesser.codes(10)
    response = guesser.try_to_sign_in(moderator.email, PASSWORD)
    pause = timedelta(seconds=int(response.headers["Retry-After"]))
    with time_machine.travel(clock.now() + pause, tick=False):
        assert guesser.try_to_sign_in(moderator.email, PASSWORD).status_code == 302


def test_guesses_that_come_at_once_are_counted_one_by_one(app):
    def open_form(number):
        client = app.test_client()
        page = client.get("/staff/login").text
        token = page.split('name="csrf_token" type="hidden" value="')[1].split('"')[0]
        fields = {"email": f"x{number}@example.org", "password": "a guess", "csrf_token": token}
        return lambda: client.post("/staff/login", data=fields).status_code

    forms = [open_form(number) for number in range(40)]
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        with ThreadPoolExecutor(8) as pool:
            codes = list(pool.map(lambda send: send(), forms))
    finally:
        sys.setswitchinterval(before)
    assert codes.count(422) == 10


def test_reading_the_sign_in_page_is_never_limited(client):
    assert {client.get("/staff/login").status_code for _ in range(70)} == {200}


def test_a_signed_in_persons_present_password_is_not_guessed_at_without_end(signed_in):
    signed_in.open("/staff/password")
    form = signed_in.page.form("new_password")
    fields = {"password": "guess", "new_password": "x", "new_password_confirm": "x"}
    codes = [
        signed_in.client.post("/staff/password", data={**form.values, **fields}).status_code
        for _ in range(12)
    ]
    assert codes[-1] == 429
