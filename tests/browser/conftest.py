"""A served demonstration and a Chromium to look at it."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.states import States, add_states
from tests.conftest import REQUIRE_ALL
from tests.serving import ServedSite, environment_for, run_command, served

CHROMIUM = os.environ.get("SOUNDINGS_CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), ""
)
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
]  # fmt: skip


def need(is_there: bool, what: str) -> None:
    """Skip with a reason where a tool is missing, or fail where all are required."""
    if not is_there and REQUIRE_ALL:
        pytest.fail(f"{what} is missing, and all tools are required in this run")
    if not is_there:
        pytest.skip(f"{what} is missing; `.ci/tools` installs it")


@dataclass
class Demonstration:
    site: ServedSite
    passwords: dict[str, str]
    states: States

    def url(self, path: str) -> str:
        return self.site.base + path


@contextmanager
def serve_demonstration(url: str, instance: Path) -> Iterator[Demonstration]:
    """Load it into a database that has its tables and nothing else, and serve that."""
    environment = environment_for(url, instance)
    result = run_command(environment, "demo")
    passwords = dict(re.findall(r"^  (\S+@\S+) +(\S+)$", result.stdout, re.MULTILINE))
    assert len(passwords) == 3, result.stderr
    states = add_states(environment)
    with served(url, instance) as site:
        yield Demonstration(site, passwords, states)


@pytest.fixture(scope="session")
def demonstration(databases, tmp_path_factory) -> Iterator[Demonstration]:
    url = databases.fresh()
    with serve_demonstration(url, tmp_path_factory.mktemp("demonstration")) as demonstration:
        yield demonstration
    databases.drop(url)


@contextmanager
def launch_chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    need(bool(CHROMIUM), "Chromium")
    with launch_chromium() as browser:
        yield browser


class Faults:
    """What a page said on its console, and what failed in it."""

    def __init__(self, context: BrowserContext) -> None:
        self.found: list[str] = []
        context.on("console", self._listen)
        context.on("weberror", lambda error: self.found.append(str(error.error)))

    def _listen(self, message) -> None:
        # Chromium reports every answer of 400 and more; those are looked at by the tests.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.found.append(message.text)


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def page(request, chromium, demonstration) -> Iterator[Page]:
    context = chromium.new_context(
        base_url=demonstration.site.base, java_script_enabled=request.param
    )
    faults = Faults(context)
    yield context.new_page()
    context.close()
    assert faults.found == []


def sign_in(page: Page, demonstration: Demonstration, role: str = "moderator") -> None:
    email = f"{role}@example.org"
    page.goto("/staff/login")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(demonstration.passwords[email])
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/staff/")


@pytest.fixture
def people(chromium, demonstration):
    """The publisher and, as the second pair of eyes, the administrator; each in a browser."""
    contexts = [chromium.new_context(base_url=demonstration.site.base) for _ in range(2)]
    pages = []
    for context, role in zip(contexts, ("publisher", "admin"), strict=True):
        page = context.new_page()
        sign_in(page, demonstration, role)
        pages.append(page)
    yield pages
    for context in contexts:
        context.close()
