"""How much one network may send, counted without keeping anybody's address."""

from __future__ import annotations

import re
import socket
import time
from dataclasses import replace
from datetime import timedelta
from ipaddress import IPv4Address, IPv6Address

import pytest
import redis
import time_machine
from hypothesis import given, settings, strategies

from app import create_app
from app.core import clock
from app.web.headers import HEADERS
from app.web.limits import network_key, network_of
from tests.browsing import OwnContextClient, Page

WORDS = {"body": "Words to <keep>.", "publication_choice": "anonymous"}
modest = settings(max_examples=100, deadline=None)


@pytest.fixture
def settings(settings):
    return replace(settings, rate_limits=True)


class Sender:
    """Opens the comment form once and sends it as often as asked."""

    def __init__(self, client, path):
        self.client, self.path = client, f"{path}/comment"
        self.fields = {**Page(client.get(self.path).text).form("body").values, **WORDS}

    def send(self, address="192.0.2.1", **fields):
        data = {**self.fields, "confirmed": "1", **fields}
        return self.client.post(self.path, data=data, environ_base={"REMOTE_ADDR": address})

    def codes(self, count, address="192.0.2.1"):
        return [self.send(address.format(n)).status_code for n in range(count)]


@pytest.fixture
def sender(client, path):
    return Sender(client, path)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2::9", "2001:db8:1::/48"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("fe80::1%eth0", "fe80::/48"),
        ("", "unknown"),
        ("nonsense", "unknown"),
        ("192.0.2.77:80", "unknown"),
    ],
)
def test_an_address_belongs_to_a_network(address, network):
    assert network_of(address) == network


@modest
@given(strategies.ip_addresses(v=4), strategies.integers(0, 255))
def test_neighbours_share_a_network(address, last):
    neighbour = IPv4Address(int(address) & ~255 | last)
    mapped = IPv6Address(int(neighbour) | 0xFFFF << 32)
    assert network_of(str(address)) == network_of(str(neighbour)) == network_of(str(mapped))


@modest
@given(strategies.ip_addresses(v=6), strategies.integers(0, 2**80 - 1))
def test_a_household_is_one_network(address, rest):
    neighbour = IPv6Address(int(address) >> 80 << 80 | rest)
    if not address.ipv4_mapped and not neighbour.ipv4_mapped:
        assert network_of(str(address)) == network_of(str(neighbour))


def test_the_key_that_is_kept_tells_no_address(app):
    with app.test_request_context(environ_base={"REMOTE_ADDR": "192.0.2.77"}):
        key = network_key()
    with app.test_request_context(environ_base={"REMOTE_ADDR": "192.0.2.78"}):
        assert network_key() == key
    assert re.fullmatch("[0-9a-f]{32}", key)


@pytest.mark.parametrize("address", ["192.0.2.{}", "2001:db8:1:{}::1", "::ffff:192.0.2.{}"])
def test_a_network_sends_twenty_comments_in_ten_minutes(sender, address):
    assert sender.codes(20, address) == [303] * 20
    assert sender.send(address.format(99)).status_code == 429


def test_another_network_is_not_held_up(sender):
    sender.codes(21)
    assert sender.send("198.51.100.1").status_code == 303


def test_whoever_is_slowed_down_loses_nothing(sender):
    sender.codes(20)
    response = sender.send()
    form = Page(response.text).form("body")
    assert 1 <= int(response.headers["Retry-After"]) <= 601
    assert form.values["body"] == WORDS["body"]
    assert form.values["publication_choice"] == "anonymous"
    assert re.search(r"wait \d+ minutes", response.text)
    assert response.headers["Cache-Control"] == "no-store"
    assert dict(response.headers).items() >= HEADERS.items()


def test_the_wait_that_is_told_is_long_enough(sender):
    sender.codes(20)
    wait = timedelta(seconds=int(sender.send().headers["Retry-After"]))
    with time_machine.travel(clock.now() + wait, tick=False):
        assert sender.send().status_code == 303


def test_checking_a_comment_is_limited_more_generously(sender):
    looks = [sender.client.post(sender.path, data=sender.fields).status_code for _ in range(121)]
    assert looks == [200] * 120 + [429]


def test_reading_is_never_limited(client, path):
    held = {"If-None-Match": client.get(path).headers["ETag"]}
    assert {client.get(path, headers=held).status_code for _ in range(130)} == {304}


def test_limits_can_be_switched_off(settings, path, app):
    open_site = create_app(replace(settings, rate_limits=False))
    open_site.test_client_class = OwnContextClient
    assert set(Sender(open_site.test_client(), path).codes(21)) == {303}


def site_with_redis(settings, address):
    app = create_app(replace(settings, redis_url=address))
    app.test_client_class = OwnContextClient
    return app.test_client()


@pytest.mark.redis
class TestWithRedis:
    @pytest.fixture
    def settings(self, settings, tmp_path):
        """A secret of its own for each test, and so keys of its own in the one Redis."""
        return replace(settings, secret_key=f"only for this test {tmp_path}")

    def test_two_servers_count_together(self, settings, path, redis_url):
        first = Sender(site_with_redis(settings, redis_url), path)
        assert first.codes(12) == [303] * 12
        second = Sender(site_with_redis(settings, redis_url), path)
        assert second.codes(9) == [303] * 8 + [429]

    def test_redis_holds_no_address(self, settings, path, redis_url):
        Sender(site_with_redis(settings, redis_url), path).codes(1)
        with redis.Redis.from_url(redis_url) as connection:
            keys = b" ".join(connection.keys("*soundings*"))
        assert keys
        assert b"192.0.2" not in keys


def test_without_redis_each_server_counts_for_itself(settings, path, app):
    assert Sender(app.test_client(), path).codes(12) == [303] * 12
    other = create_app(settings)
    other.test_client_class = OwnContextClient
    assert Sender(other.test_client(), path).codes(12) == [303] * 12


class TestWithALostRedis:
    def test_reading_and_commenting_go_on(self, settings, path):
        client = site_with_redis(settings, "redis://127.0.0.1:1/0")
        assert client.get(path).status_code == 200
        assert Sender(client, path).codes(3) == [303] * 3

    def test_the_limits_hold_in_each_server(self, settings, path):
        sender = Sender(site_with_redis(settings, "redis://127.0.0.1:1/0"), path)
        assert sender.codes(21)[-1] == 429

    def test_one_that_hangs_is_not_waited_for_long(self, settings, path):
        with socket.create_server(("127.0.0.1", 0)) as silent:
            client = site_with_redis(settings, f"redis://127.0.0.1:{silent.getsockname()[1]}/0")
            begun = time.monotonic()
            assert Sender(client, path).codes(2) == [303] * 2
        assert time.monotonic() - begun < 15
