"""What pages say of themselves, and the references to a paper, as a browser takes them."""

from __future__ import annotations

import pytest

from tests.browser.pages import INQUIRY, OPEN, PAPER
from tests.conftest import ON_POSTGRESQL
from tests.papers.references import read_bibtex, read_ris

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(ON_POSTGRESQL, reason="a page's markup is the same on either database"),
]

BLOCK = "script[type='application/ld+json']"


@pytest.mark.parametrize("address", [INQUIRY, OPEN, PAPER])
def test_the_policy_lets_linked_data_stand(page, address):
    """Had the browser something to report, it would stand on the console, and fail this."""
    page.goto(address)
    assert page.locator(f"head > {BLOCK}").count() == 1
    assert '"@context": "https://schema.org"' in page.locator(BLOCK).text_content()


@pytest.mark.parametrize(
    ("name", "ending", "read"), [("BibTeX", "bib", read_bibtex), ("RIS", "ris", read_ris)]
)
def test_a_reference_is_kept_as_a_file(page, tmp_path, name, ending, read):
    page.goto(PAPER)
    with page.expect_download() as started:
        page.get_by_role("link", name=name, exact=True).click()
    download = started.value
    assert download.suggested_filename == f"first-contact-online.{ending}"
    kept = tmp_path / download.suggested_filename
    download.save_as(kept)
    assert read(kept.read_bytes().decode())
