"""Every page: accessible, valid, within its width, and silent on the console."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Response

from tests.browser.conftest import Faults, need, sign_in
from tests.browser.pages import pages_of
from tests.conftest import ON_POSTGRESQL
from tests.serving import ROOT

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(ON_POSTGRESQL, reason="a page's markup is the same on either database"),
]

AXE = ROOT / "node_modules/axe-core/axe.min.js"
VNU = ROOT / "node_modules/vnu-jar/build/dist/vnu.jar"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN_AXE = """rules => axe.run(document, {runOnly: rules}).then(result => result.violations.map(
    violation => violation.id + ': ' + violation.nodes.map(node => node.html).join(' | ')))"""
SMALL_TARGETS = """() => [...document.querySelectorAll('a, button, input, select, summary')]
    .filter(thing => {
        const box = thing.getBoundingClientRect();
        const inline = getComputedStyle(thing).display === 'inline';
        return box.width && !inline && thing.type !== 'hidden'
            && (box.width < 24 || box.height < 24) && !thing.closest('.skip-link');
    }).map(thing => thing.outerHTML.slice(0, 120))"""


@pytest.fixture(params=["nobody", "moderator", "publisher", "admin"])
def who(request):
    """Nobody in particular, or the role of who is signed in."""
    return request.param


@pytest.fixture
def pages(who, demonstration):
    return pages_of(who, demonstration.states)


@pytest.fixture
def visitor(chromium, demonstration, who):
    """A page, signed in for the staff's part; the policy is let by for axe alone."""
    context = chromium.new_context(base_url=demonstration.site.base, bypass_csp=True)
    page = context.new_page()
    if who != "nobody":
        sign_in(page, demonstration, who)
    yield page
    context.close()


LOOKS = [(scheme, width) for scheme in ("light", "dark") for width in (1280, 375)]


@pytest.mark.prove
@pytest.mark.parametrize(("scheme", "width"), LOOKS)
def test_axe_finds_nothing(visitor, pages, scheme, width):
    need(AXE.exists(), "axe-core")
    axe = AXE.read_text(encoding="utf-8")
    visitor.emulate_media(color_scheme=scheme)
    visitor.set_viewport_size({"width": width, "height": 800})
    found = {}
    for name, visit in pages.items():
        visit(visitor)
        visitor.evaluate(axe)
        if violations := visitor.evaluate(RUN_AXE, RULES):
            found[name] = violations
    assert found == {}


@pytest.mark.prove
def test_the_html_checker_finds_nothing(visitor, pages, tmp_path):
    need(VNU.exists() and shutil.which("java") is not None, "the HTML checker or Java")
    documents: list[Response] = []
    visitor.on("response", lambda response: keep_document(response, documents))
    for name, visit in pages.items():
        visit(visitor)
        (tmp_path / f"{name}.html").write_bytes(documents[-1].body())
    assert check_html(tmp_path) == []


def keep_document(response: Response, documents: list[Response]) -> None:
    if response.request.resource_type == "document" and response.status not in (302, 303):
        documents.append(response)


def check_html(folder: Path) -> list[str]:
    command = ["java", "-jar", str(VNU), "--format", "json", "--exit-zero-always", str(folder)]
    result = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    messages = json.loads(result.stderr)["messages"]
    return [f"{Path(m['url']).name}: {m['message']}" for m in messages]


@pytest.mark.prove
def test_no_page_scrolls_sideways_or_has_small_targets(chromium, demonstration, who, pages):
    context = chromium.new_context(base_url=demonstration.site.base)
    faults, page = Faults(context), context.new_page()
    if who != "nobody":
        sign_in(page, demonstration, who)
    found = {}
    for name, visit in pages.items():
        page.set_viewport_size({"width": 1280, "height": 800})
        visit(page)
        for width in (320, 375, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            if page.evaluate("document.documentElement.scrollWidth") > width:
                found[f"{name} at {width}"] = "scrolls sideways"
            if small := page.evaluate(SMALL_TARGETS):
                found[f"{name} at {width}"] = small
    context.close()
    assert list(found.items()) == []
    assert faults.found == []


def test_printed_paper_keeps_its_paragraph_numbers(chromium, demonstration):
    context = chromium.new_context(base_url=demonstration.site.base)
    page = context.new_page()
    page.emulate_media(media="print")
    page.goto("/papers/first-contact-online")
    assert page.get_by_role("link", name="Paragraph 12", exact=True).is_visible()
    assert not page.get_by_role("navigation").first.is_visible()
    context.close()
