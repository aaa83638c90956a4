"""From the invitation to signing in with a second factor: each page of the way is looked at.

These pages come once, so they are not among those that `test_every_page` opens again and again.
"""

from __future__ import annotations

import base64
import shutil

import pytest
from playwright.sync_api import Page, Response

from app.accounts.totp import make_code, step_at
from app.core import clock
from tests.browser.conftest import Faults, need
from tests.browser.pages import press
from tests.browser.test_every_page import (
    AXE,
    RULES,
    RUN_AXE,
    SMALL_TARGETS,
    VNU,
    check_html,
    keep_document,
)
from tests.serving import run_command

pytestmark = pytest.mark.browser

PASSWORD = "whimbrel stint ruff 40"


class Looker:
    """Looks at each page that it is shown, and keeps its document for the HTML checker."""

    def __init__(self, page: Page, folder) -> None:
        self.page, self.folder = page, folder
        self.documents: list[Response] = []
        self.found: dict[str, object] = {}
        self.axe = AXE.read_text(encoding="utf-8")
        page.on("response", lambda response: keep_document(response, self.documents))

    def look(self, name: str, heading: str) -> None:
        page = self.page
        assert page.get_by_role("heading", level=1).inner_text() == heading
        (self.folder / f"{name}.html").write_bytes(self.documents[-1].body())
        page.evaluate(self.axe)
        if violations := page.evaluate(RUN_AXE, RULES):
            self.found[name] = violations
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            if page.evaluate("document.documentElement.scrollWidth") > width:
                self.found[f"{name} at {width}"] = "scrolls sideways"
            if small := page.evaluate(SMALL_TARGETS):
                self.found[f"{name} at {width}"] = small


def fill(page: Page, *pairs: tuple[str, str]) -> None:
    for label, value in pairs:
        page.get_by_label(label, exact=True).fill(value)


@pytest.fixture
def visit(chromium, demonstration, tmp_path):
    """A page and its looker; what was found is judged at the end."""
    need(AXE.exists() and VNU.exists() and shutil.which("java") is not None, "a checker")
    context = chromium.new_context(base_url=demonstration.site.base, bypass_csp=True)
    faults, page = Faults(context), context.new_page()
    looker = Looker(page, tmp_path)
    yield page, looker
    context.close()
    assert looker.found == {}
    assert faults.found == []
    assert check_html(tmp_path) == []


def invite(demonstration) -> str:
    """The address at which somebody new chooses a password."""
    command = ["staff", "invite", "--email", "nia@example.org", "--role", "analyst"]
    return run_command(demonstration.site.environment, *command).stdout.split()[-1]


def sign_in(page: Page) -> None:
    fill(page, ("E-mail address", "nia@example.org"), ("Password", PASSWORD))
    press(page, "Sign in")


def turn_on(page: Page, looker: Looker) -> tuple[str, list[str]]:
    """Set an app up from the key in text; the code that was used, and the recovery codes."""
    page.goto("/staff/account")
    looker.look("account-off", "Your account")
    page.goto("/staff/account/second-factor")
    looker.look("set-up", "Turn on your second factor")
    fill(page, ("The code that the app shows", "000000"), ("Your password", "wrong"))
    press(page, "Turn it on")
    looker.look("set-up-refused", "Turn on your second factor")
    key = page.locator(".address-key").inner_text().replace(" ", "")
    code = make_code(base64.b32decode(key), step_at(clock.now()))
    fill(page, ("The code that the app shows", code), ("Your password", PASSWORD))
    press(page, "Turn it on")
    looker.look("recovery-codes", "Your recovery codes")
    return code, page.locator(".recovery-codes code").all_inner_texts()


def test_from_the_invitation_to_the_second_factor(visit, demonstration):
    page, looker = visit
    link = invite(demonstration)
    page.goto(link)
    looker.look("welcome", "Welcome to the staff")
    press(page, "Set my password")
    looker.look("welcome-refused", "Welcome to the staff")
    fill(page, ("Your name", "Nia Reed"), ("Password", PASSWORD), ("The password again", PASSWORD))
    press(page, "Set my password")
    sign_in(page)
    page.goto(link)
    looker.look("welcome-used", "This link opens nothing any more")

    code, recovery_codes = turn_on(page, looker)
    page.goto("/staff/account")
    page.get_by_text("Turn it off").first.click()
    looker.look("account-on", "Your account")
    press(page, "Turn it off")
    looker.look("account-refused", "Your account")
    page.goto("/staff/account/passkeys")
    looker.look("passkeys", "Your passkeys")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/staff/login")

    sign_in(page)
    looker.look("second-step", "Your second factor")
    fill(page, ("The code that your app shows", code))
    press(page, "Sign in")
    looker.look("second-step-refused", "Your second factor")
    fill(page, ("The code that your app shows", recovery_codes[0]))
    press(page, "Sign in")
    assert page.url.endswith("/staff/")
