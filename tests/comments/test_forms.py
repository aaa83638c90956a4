"""What the form takes, what it says of a mistake, and that nothing typed is ever lost."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from app.web.door import MAXIMUM_BYTES

SENT = ("confirmed", "1")


def post(browser, path, **fields):
    """A form as it stands on the page, sent at once."""
    values = browser.open(path).form("body").values
    return browser.client.post(path, data={**values, **fields, "confirmed": "1"})


def test_the_form_says_what_will_happen_before_its_button(browser, form_path):
    html = browser.open(form_path).html
    before = html[: html.index(">Check your comment<")]
    assert "public and lasting" in before
    assert "read by the moderators" in before
    assert "/about/moderation-policy" in before
    assert "/about/privacy" in before


def test_every_mistake_is_listed_with_a_link_to_its_field(browser, form_path):
    browser.open(form_path)
    page = browser.send("body", {"email": "nonsense", "publication_choice": "named"}, expect=422)
    summary = page.html[page.html.index('role="alert"') :]
    for field in ("body", "name", "email"):
        assert f'href="#{field}"' in summary
        assert page.ids[field] == 1
        assert page.ids[f"{field}-error"] == 1
    assert page.title.startswith("Error: ")


def test_a_form_without_mistakes_has_no_summary(browser, form_path):
    assert 'role="alert"' not in browser.open(form_path).html


def test_a_missing_choice_links_to_the_first_of_the_choices(browser, form_path, fields):
    browser.open(form_path)
    page = browser.send("body", {**fields, "publication_choice": ""}, expect=422)
    assert 'href="#publication_choice"' in page.html
    assert page.ids["publication_choice"] == 1


def test_a_name_is_needed_only_beside_a_published_one(browser, form_path, fields, stored):
    for choice in ("anonymous", "not_published"):
        browser.open(form_path)
        browser.send("body", {**fields, "publication_choice": choice, "name": ""}, button=SENT)
        assert stored()[-1].publication_choice.value == choice


def test_everything_is_kept_when_something_is_missing(browser, form_path):
    browser.open(form_path)
    typed = {"body": "", "name": "Jo “Q” <Fern>", "email": "a&b@example.org",
             "publication_choice": "anonymous"}  # fmt: skip
    page = browser.send("body", typed, expect=422)
    assert {name: page.form("body").values[name] for name in typed} == typed


TYPED = "\t Indented <b>\n\n\n“quoted” & 'so'\n\nשלום\u200f, مرحبا\n  last"


def test_words_come_through_every_page_as_they_were_typed(browser, form_path, fields, stored):
    browser.open(form_path)
    browser.send("body", {**fields, "body": TYPED})
    browser.send("confirmed", {}, button=("change", "1"))
    assert browser.page.form("body").values["body"] == TYPED
    browser.send("body", {"body": TYPED.replace("\n", "\r\n")})
    browser.send("confirmed", {}, button=SENT)
    assert [comment.body for comment in stored()] == [TYPED]


def test_change_goes_back_to_the_form_with_everything_in_it(browser, form_path, fields, stored):
    typed = {**fields, "email": "jo@example.org", "publication_choice": "anonymous"}
    browser.open(form_path)
    browser.send("body", typed)
    page = browser.send("confirmed", {}, button=("change", "1"))
    assert {name: page.form("body").values[name] for name in typed} == typed
    assert 'role="alert"' not in page.html
    assert stored() == []


def test_nothing_is_sent_before_it_is_confirmed(browser, form_path, fields, stored):
    browser.open(form_path)
    assert "Not sent yet" in browser.send("body", fields).text
    assert stored() == []


def test_the_check_page_shows_the_comment_as_it_will_appear(browser, form_path, fields, stored):
    browser.open(form_path)
    page = browser.send(
        "body", {**fields, "body": "See https://example.org/a\nand\n\n<b>more</b>."}
    )
    browser.send("confirmed", {}, button=SENT)
    assert stored()[0].body_html in page.html


def test_a_body_of_twenty_thousand_characters_is_taken_and_one_more_is_not(
    browser, form_path, fields, stored
):
    body = "line\r\n" * 4_000
    assert post(browser, form_path, **{**fields, "body": f"{body}x"}).status_code == 422
    assert post(browser, form_path, **{**fields, "body": f"{body[:-2]}x"}).status_code == 303
    assert [len(comment.body) for comment in stored()] == [20_000]


@pytest.mark.parametrize(("size", "code"), [(MAXIMUM_BYTES, 422), (MAXIMUM_BYTES + 1, 413)])
def test_a_request_may_have_a_megabyte_and_not_a_byte_more(
    browser, form_path, fields, stored, size, code
):
    values = {**browser.open(form_path).form("body").values, **fields, "body": ""}
    room = size - len(urlencode(values))
    text = "%F0%9F%98%80" * (room // 12) + "x" * (room % 12)
    whole = urlencode(values).replace("body=", f"body={text}")
    kind = "application/x-www-form-urlencoded"
    answer = browser.client.post(form_path, data=whole.encode(), content_type=kind)
    assert answer.status_code == code
    assert stored() == []


def test_any_script_and_any_emoji_may_be_sent(browser, form_path, fields, stored):
    body = "नमस्ते 您好 👩\u200d⚕️ \U0001f3f4\U000e0067 ﷽ Ω e\u0301"
    post(browser, form_path, **{**fields, "body": body, "name": "Đặng Thị Ngọc"})
    assert (stored()[0].body, stored()[0].name) == (body.replace("e\u0301", "é"), "Đặng Thị Ngọc")


def test_a_form_without_a_nonce_is_given_one(browser, form_path, fields, stored):
    values = browser.open(form_path).form("body").values
    del values["nonce"]
    page = browser.client.post(form_path, data={**values, **fields})
    assert page.status_code == 200
    assert 'name="nonce" type="hidden" value="' in page.text
    sent = browser.client.post(form_path, data={**values, **fields, "confirmed": "1"})
    assert sent.status_code == 303
    assert len(stored()) == 1


def test_a_form_with_a_made_up_nonce_is_taken_and_given_a_new_one(
    browser, form_path, fields, stored
):
    for made_up in ("x", "a.b", "é", "x" * 1_000):
        assert post(browser, form_path, **fields, nonce=made_up).status_code == 303
        assert stored()[-1].nonce != made_up


def test_fields_sent_twice_or_unknown_are_no_fault(browser, form_path, fields):
    values = {**browser.open(form_path).form("body").values, **fields}
    pairs = [*values.items(), ("body", "second"), ("status", "published"), ("number", "1")]
    answer = browser.client.post(
        form_path, data=urlencode(pairs), content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 200


def test_a_sender_cannot_set_what_is_not_on_the_form(browser, form_path, fields, stored):
    post(browser, form_path, **fields, status="published", number="1", is_late="1")
    comment = stored()[0]
    assert (comment.status.value, comment.number, comment.is_late) == ("pending", None, False)


def test_an_empty_post_is_a_form_with_mistakes(browser, form_path):
    assert browser.client.post(form_path).status_code == 422
