"""How a published comment looks, on its own page and among the others."""

from __future__ import annotations

import pytest

from app.comments.enums import CommentStatus, PublicationChoice
from app.comments.service import change_status, withdraw_comment
from tests import factories

ARABIC = "يجب أن يبقى الباب مفتوحًا.\n\nAnd in English."


@pytest.fixture
def show(browser, topic, moderator):
    """Publishes a comment and opens its page."""

    def publish(**changes):
        comment = factories.make_published(topic, moderator, **changes)
        return comment, browser.open(f"/comments/{comment.public_ref}")

    return publish


def test_a_published_comment_has_a_page_with_its_words_name_and_date(show):
    comment, page = show(body="The door should stay open.", name="Jo Fern")
    assert "The door should stay open." in page.text
    assert "<bdi>Jo Fern</bdi>" in page.html
    assert f'datetime="{comment.received_at.date()}' in page.html
    assert f'<article class="comment" id="comment-{comment.public_ref}">' in page.html


def test_its_page_leads_to_its_place_among_the_others(show, browser):
    comment, page = show()
    listing = browser.open(page.link("order=oldest"))
    assert browser.path.endswith(f"#comment-{comment.public_ref}")
    assert listing.ids[f"comment-{comment.public_ref}"] == 1
    assert listing.link(f"/comments/{comment.public_ref}")


def test_every_paragraph_finds_its_own_direction(show, browser, topic_path):
    _comment, page = show(body=ARABIC, name="ليلى")
    for html in (page.html, browser.open(topic_path).html):
        assert (
            '<p dir="auto">يجب أن يبقى الباب مفتوحًا.</p><p dir="auto">And in English.</p>' in html
        )
        assert "<bdi>ليلى</bdi>" in html


def test_a_withheld_name_is_nowhere(show, browser, topic_path):
    _comment, page = show(name="Jo Fern", publication_choice=PublicationChoice.ANONYMOUS)
    for html in (page.html, browser.open(topic_path).html):
        assert "Name withheld" in html
        assert "Fern" not in html


def test_a_name_with_markup_in_it_is_only_a_name(show):
    _comment, page = show(name='<b id="x">Jo</b>', body="<script>x</script>")
    assert "<bdi>&lt;b id=&quot;x&quot;&gt;Jo&lt;/b&gt;</bdi>" in page.html
    assert "x" not in page.ids
    assert "&lt;script&gt;" in page.html


def test_an_e_mail_address_is_on_no_page(show, browser, topic_path):
    comment, page = show(email="jo@example.net")
    for html in (page.html, browser.open(topic_path).html):
        assert "example.net" not in html
        assert comment.nonce not in html


def test_a_comment_has_a_page_only_while_it_is_published(client, topic):
    comment = factories.make_comment(topic)
    for version, status in enumerate(CommentStatus, 1):
        change_status(comment, version, status)
        code = client.get(f"/comments/{comment.public_ref}").status_code
        assert (status, code) == (status, 200 if status is CommentStatus.PUBLISHED else 404)


def test_an_unknown_reference_is_not_found(client, topic, moderator):
    comment = factories.make_published(topic, moderator)
    for reference in ("none", str(comment.id), "%00", "é", "x" * 4_000):
        assert client.get(f"/comments/{reference}").status_code == 404


def test_a_withdrawn_comment_is_gone_even_for_a_reader_who_kept_a_copy(client, topic, moderator):
    comment = factories.make_published(topic, moderator)
    path = f"/comments/{comment.public_ref}"
    etag = client.get(path).headers["ETag"]
    assert client.get(path, headers={"If-None-Match": etag}).status_code == 304
    withdraw_comment(comment)
    assert client.get(path, headers={"If-None-Match": etag}).status_code == 404
