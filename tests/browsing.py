"""A browser without JavaScript for tests: it checks every page that it is given."""

from __future__ import annotations

import re
from collections import Counter
from contextvars import Context
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

from flask import Flask, has_app_context
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.core.db import db
from tests.factories import PASSWORD

VOID = frozenset({"input", "meta", "link", "br", "hr", "img", "source", "wbr"})


class OwnContextClient(FlaskClient):
    """Each request has a session and a `g` of its own, as on a server.

    Inside the application context of a test Flask would lend it the test's. What the test has
    written is committed first, so that the request sees it and waits for no lock.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        if has_app_context():
            db.session.commit()
        return Context().run(super().open, *args, **kwargs)


class Page(HTMLParser):
    """A parsed page: its text, links, headings, and its forms with the values in them."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.html = html
        self.ids: Counter[str] = Counter()
        self.headings: list[int] = []
        self.links: list[dict[str, str]] = []
        self.forms: list[Form] = []
        self.text_parts: list[str] = []
        self.title = ""
        self._stack: list[str] = []
        self._area: tuple[str, list[str]] | None = None
        self._select: str | None = None
        self.feed(html)
        self.text = re.sub(r"\s+", " ", "".join(self.text_parts)).strip()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = {name: value or "" for name, value in attrs}
        if tag not in VOID:
            self._stack.append(tag)
        if "id" in facts:
            self.ids[facts["id"]] += 1
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag in ("a", "link") and "href" in facts:
            self.links.append({"tag": tag, **facts})
        if tag == "form":
            self.forms.append(Form(facts.get("action", ""), facts.get("method", "get").lower()))
        self._note_field(tag, facts)

    def _note_field(self, tag: str, facts: dict[str, str]) -> None:
        name = facts.get("name", "")
        if not self.forms or not name:
            return
        form = self.forms[-1]
        kind = facts.get("type", "text") if tag == "input" else tag
        if tag == "textarea":
            self._area = (name, [])
        elif tag == "select":
            self._select = name
            form.values.setdefault(name, "")
        elif tag == "button":
            form.buttons.append((name, facts.get("value", "")))
        elif kind in ("radio", "checkbox"):
            form.choices.append((name, facts.get("value", "")))
            if "checked" in facts:
                form.values[name] = facts.get("value", "")
        elif tag == "input" and kind != "submit":
            form.values[name] = facts.get("value", "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area and self.forms:
            name, parts = self._area
            # A parser drops one line end straight after the tag, as browsers do.
            self.forms[-1].values[name] = re.sub(r"^\n", "", "".join(parts))
            self._area = None
        if tag in self._stack:
            while self._stack.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self._area:
            self._area[1].append(data)
        if self._stack and self._stack[-1] == "title":
            self.title += data
        if not self._stack or self._stack[-1] not in ("title", "script", "style"):
            self.text_parts.append(data)

    def link(self, text_in_href: str) -> str:
        """The first link whose address holds the text."""
        return next(link["href"] for link in self.links if text_in_href in link["href"])

    def form(self, field: str) -> Form:
        """The first form that has a field, button or choice of this name."""
        return next(form for form in self.forms if form.has(field))


class Form:
    def __init__(self, action: str, method: str) -> None:
        self.action = action
        self.method = method
        self.values: dict[str, str] = {}
        self.choices: list[tuple[str, str]] = []
        self.buttons: list[tuple[str, str]] = []

    def has(self, name: str) -> bool:
        named = [*self.values, *(n for n, _ in self.choices), *(n for n, _ in self.buttons)]
        return name in named


class Browser:
    """Keeps cookies and the page it stands on; `page` and `response` are the latest ones."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()
        self.page = Page("")
        self.response: TestResponse
        self.path = "/"

    def open(self, path: str, expect: int = 200) -> Page:
        self.path = urljoin(self.path, path)
        return self._take(self.client.get(self.path), expect)

    def send(
        self, field: str, values: dict[str, str], *, button: tuple[str, str] | None = None,
        expect: int = 200,
    ) -> Page:  # fmt: skip
        """Fill in the form that has `field` and press a button; redirects are followed."""
        form = self.page.form(field)
        data = {**form.values, **values, **dict([button] if button else [])}
        self.path = urljoin(self.path, form.action)
        return self._take(self.client.post(self.path, data=data), expect)

    def _take(self, response: TestResponse, expect: int) -> Page:
        while response.status_code in (302, 303):
            self.path = urljoin(self.path, response.location)
            assert urlsplit(self.path).netloc in ("", "localhost"), "sent to another site"
            response = self.client.get(self.path)
        self.response = response
        assert response.status_code == expect, f"{self.path}: {response.status_code}"
        self.page = Page(response.text)
        check_page(self.page, self.path)
        return self.page

    def sign_in(self, email: str, password: str = PASSWORD, expect: int = 200) -> Page:
        self.open("/staff/login")
        return self.send("password", {"email": email, "password": password}, expect=expect)


def check_page(page: Page, path: str) -> None:
    """What must be true of every page."""
    assert page.title.strip(), f"{path} has no title"
    assert page.headings.count(1) == 1, f"{path} has {page.headings.count(1)} main headings"
    skips = [
        pair
        for pair in zip(page.headings, page.headings[1:], strict=False)
        if pair[1] > pair[0] + 1
    ]
    assert not skips, f"{path} skips a heading level: {skips}"
    twice = [name for name, count in page.ids.items() if count > 1]
    assert not twice, f"{path} has ids twice: {twice}"
    assert "<script>" not in page.html, f"{path} has an inline script"
    assert " style=" not in page.html, f"{path} has an inline style"
