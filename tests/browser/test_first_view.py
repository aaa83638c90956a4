"""What somebody downloads who opens a topic page for the first time."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import CDPSession

pytestmark = pytest.mark.browser

LARGEST_VIEW = 60_000
WATCH_SHIFTS = """window.shifts = 0; new PerformanceObserver(list => list.getEntries().forEach(
    entry => { window.shifts += entry.value })).observe({type: 'layout-shift', buffered: true})"""
PAGES = [
    "/inquiries/remote-and-online-access/getting-through",
    "/inquiries/quality-of-general-practice/therapeutic-relationship",
]


def add_up_bytes(session: CDPSession) -> list[int]:
    """The bytes of each answer as they came over the wire, headers included."""
    sizes: list[int] = []
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    return sizes


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [375, 1280])
def test_it_is_light_comes_from_here_alone_and_does_not_jump(chromium, demonstration, path, width):
    context = chromium.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    sizes = add_up_bytes(context.new_cdp_session(page))
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    page.add_init_script(WATCH_SHIFTS)
    page.goto(demonstration.url(path), wait_until="networkidle")
    page.mouse.wheel(0, 4000)
    page.wait_for_timeout(200)
    assert page.evaluate("window.shifts") == 0
    assert hosts == {urlsplit(demonstration.site.base).netloc}
    assert sizes
    assert sum(sizes) <= LARGEST_VIEW, sizes
    context.close()
