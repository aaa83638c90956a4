"""A passkey in a real browser, whose authenticator is a virtual one."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Faults
from tests.browser.pages import press
from tests.browser.test_accounts import PASSWORD, Looker, fill, turn_on
from tests.serving import run_command

pytestmark = pytest.mark.browser

EMAIL = "otto@example.org"
KEY = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
    "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture
def page(chromium, demonstration):
    """Under the site's own policy, at a name: a passkey belongs to a name, never to a number."""
    command = ["staff", "create", "--email", EMAIL, "--role", "analyst", "--password-stdin"]
    run_command(demonstration.site.environment, *command, typed=f"{PASSWORD}\n")
    base = demonstration.site.base.replace("127.0.0.1", "localhost")
    context = chromium.new_context(base_url=base)
    faults, page = Faults(context), context.new_page()
    yield page
    context.close()
    assert faults.found == []


def sign_in(page: Page) -> None:
    page.goto("/staff/login")
    fill(page, ("E-mail address", EMAIL), ("Password", PASSWORD))
    press(page, "Sign in")


class Blind(Looker):
    """Looks at nothing: the same pages are looked at in another test."""

    def __init__(self) -> None:
        pass

    def look(self, name: str, heading: str) -> None:
        pass


def test_a_passkey_is_added_and_signs_in(page):
    sign_in(page)
    turn_on(page, Blind())
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    authenticator = session.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    page.goto("/staff/account/passkeys")
    fill(page, ("What you call it", "Work laptop"), ("Your password", PASSWORD))
    press(page, "Add a passkey")
    expect(page.get_by_role("heading", name="Work laptop")).to_be_visible()

    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/staff/login")
    sign_in(page)
    press(page, "Use a passkey")
    page.wait_for_url("**/staff/")

    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/staff/login")
    session.send("WebAuthn.removeVirtualAuthenticator", authenticator)
    session.send("WebAuthn.addVirtualAuthenticator", {"options": {**KEY, "isUserVerified": False}})
    sign_in(page)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("The passkey was not used")
    assert page.url.endswith("/staff/login/code")
