"""A file goes beside a paper in a real browser, and comes back as it was."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.pages import PAPER, follow, press
from tests.conftest import ON_POSTGRESQL

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(ON_POSTGRESQL, reason="the long way round is the same on either database"),
]


@pytest.fixture
def printed(chromium, demonstration, tmp_path):
    """A paper as Chromium prints it to PDF."""
    page = chromium.new_page()
    page.goto(demonstration.url(PAPER))
    path = tmp_path / "printed.pdf"
    path.write_bytes(page.pdf(tagged=True))
    page.close()
    return path


def test_a_file_is_sent_published_and_kept_by_a_reader(people, printed, tmp_path):
    writer, second = people
    writer.goto("/staff/publishing")
    follow(writer, writer.get_by_role("link", name="Measuring quality"))
    draft = writer.url
    follow(writer, writer.get_by_role("link", name="Files beside the paper (0)"))
    press(writer, "Add the file")
    expect(writer.get_by_role("alert")).to_contain_text("Choose a file.")
    writer.get_by_label("File", exact=True).set_input_files(printed)
    press(writer, "Add the file")
    expect(writer.get_by_role("status").first).to_contain_text("The file is added")
    writer.goto(draft)
    writer.get_by_label("What changed").fill("The original stands beside it.")
    press(writer, "Submit for publication")
    second.goto(draft)
    press(second, "Publish")
    follow(second, second.get_by_role("link", name="The public page"))
    formats = second.get_by_role("region", name="Other formats")
    expect(formats).to_contain_text("PDF, ")
    with second.expect_download() as started:
        formats.get_by_role("link", name="The original").click()
    assert started.value.suggested_filename.endswith("-original.pdf")
    kept = tmp_path / "kept.pdf"
    started.value.save_as(kept)
    assert kept.read_bytes() == printed.read_bytes()
