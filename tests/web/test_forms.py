"""What every form does with what was typed."""

from __future__ import annotations

import pytest
from wtforms import StringField, TextAreaField

from app.web.forms import EXPIRED, BaseForm, text_of, to_line, to_text


class LetterForm(BaseForm):
    subject = StringField(filters=[to_line])
    letter = TextAreaField(filters=[to_text])


@pytest.fixture
def send(app):
    def build(data, **settings):
        app.config.update(settings)
        with app.test_request_context(method="POST", data=data):
            form = LetterForm()
            form.validate()
            return form

    return build


def test_typed_text_is_cleaned_before_it_is_checked(send):
    form = send({"subject": "  one\u202e \n two ", "letter": "e\u0301\r\n\r\nend\n"})
    assert text_of(form.subject) == "one two"
    assert text_of(form.letter) == "é\n\nend"


def test_a_field_that_was_not_sent_is_empty(send):
    assert text_of(send({}).letter) == ""


def test_a_form_without_its_token_says_so_in_words(send):
    form = send({"letter": "Words."})
    assert form.problems == [("csrf_token", EXPIRED)]
    assert not form.has_valid_token


def test_a_problem_that_only_the_service_found_stands_at_its_field(send):
    form = send({"letter": "Words."}, WTF_CSRF_ENABLED=False)
    assert form.problems == []
    form.reject(form.letter, "Not now.")
    assert form.problems == [("letter", "Not now.")]
