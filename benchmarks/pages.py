"""Pages as a browser reads them: comments, the queue's cards, and forms with their values."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"base", "br", "hr", "img", "input", "link", "meta", "source", "wbr"})


@dataclass
class Form:
    action: str
    values: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)
    choices: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class ShownComment:
    """One `<article class="comment">`; the parts are what stands inside the named elements.

    On its author's receipt the words stand outside an article; there `ref` is empty.
    """

    ref: str
    number_parts: list[str] = field(default_factory=list)
    name_parts: list[str] = field(default_factory=list)
    body_parts: list[str] = field(default_factory=list)
    paragraphs: list[list[str]] = field(default_factory=list)

    @property
    def number(self) -> int | None:
        found = re.fullmatch(r"Comment (\d+)", "".join(self.number_parts).strip())
        return int(found[1]) if found else None

    @property
    def name(self) -> str:
        return "".join(self.name_parts)

    @property
    def text(self) -> str:
        """The text as typed: paragraphs were parted by one empty line."""
        return "\n\n".join("".join(parts) for parts in self.paragraphs)

    @property
    def has_stray_words(self) -> bool:
        """Whether the body shows anything outside its paragraphs."""
        inside = "".join("".join(parts) for parts in self.paragraphs)
        return "".join("".join(self.body_parts).split()) != "".join(inside.split())


@dataclass
class Card:
    """One `<article class="queue-item">`."""

    comment: ShownComment | None = None
    form: Form | None = None


@dataclass
class _Open:
    """An element that is open; `sink` gets the text inside it."""

    tag: str
    classes: list[str]
    sink: list[str] | None = None


class Page(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.heading_parts: list[str] = []
        self.section_headings: list[list[str]] = []
        self.notice_parts: list[str] = []
        self.reference_parts: list[str] = []
        self.forms: list[Form] = []
        self.comments: list[ShownComment] = []
        self.loose_comments: list[ShownComment] = []
        self.cards: list[Card] = []
        self.next_page: str | None = None
        self._open: list[_Open] = []
        self._area: tuple[str, list[str]] | None = None
        self.feed(html)
        self.close()

    @property
    def heading(self) -> str:
        return "".join(self.heading_parts).strip()

    @property
    def sections(self) -> list[str]:
        return ["".join(parts).strip() for parts in self.section_headings]

    @property
    def notice(self) -> str:
        """What the page says in its error summary and notices, on one line."""
        return " ".join("".join(self.notice_parts).split())

    @property
    def reference(self) -> str:
        return "".join(self.reference_parts).strip()

    def form_with(self, name: str) -> Form | None:
        """The first form with a field, a button or a choice of this name."""
        for form in self.forms:
            named = [*form.values, *dict(form.buttons), *dict(form.choices)]
            if name in named:
                return form
        return None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = {name: value or "" for name, value in attrs}
        classes = facts.get("class", "").split()
        self._note_article(tag, classes, facts)
        self._note_form(tag, facts)
        if tag == "a" and facts.get("rel") == "next":
            self.next_page = facts.get("href")
        if tag not in VOID:
            self._open.append(_Open(tag, classes, self._sink_for(tag, classes, facts)))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area:
            name, parts = self._area
            # A browser drops one line end straight after the tag.
            self.forms[-1].values[name] = re.sub(r"^\n", "", "".join(parts))
            self._area = None
        if any(element.tag == tag for element in self._open):
            while self._open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        for element in self._open:
            if element.sink is not None:
                element.sink.append(data)

    def _is_inside(self, name: str) -> bool:
        return any(name in element.classes for element in self._open)

    def _note_article(self, tag: str, classes: list[str], facts: dict[str, str]) -> None:
        if tag != "article":
            return
        if "queue-item" in classes:
            self.cards.append(Card())
        elif "comment" in classes:
            comment = ShownComment(facts.get("id", "").removeprefix("comment-"))
            self.comments.append(comment)
            if self._is_inside("queue-item"):
                self.cards[-1].comment = comment

    def _note_form(self, tag: str, facts: dict[str, str]) -> None:
        if tag == "form":
            self.forms.append(Form(facts.get("action", "")))
            if self._is_inside("queue-item"):
                self.cards[-1].form = self.forms[-1]
        name = facts.get("name", "")
        if not name or not any(element.tag == "form" for element in self._open):
            return
        form, kind = self.forms[-1], facts.get("type", "text")
        if tag == "select":
            form.values[name] = ""
        elif tag == "button":
            form.buttons.append((name, facts.get("value", "")))
        elif tag == "input" and kind in ("radio", "checkbox"):
            form.choices.append((name, facts.get("value", "")))
        elif tag == "input":
            form.values[name] = facts.get("value", "")

    def _sink_for(self, tag: str, classes: list[str], facts: dict[str, str]) -> list[str] | None:
        if tag == "textarea":
            self._area = (facts.get("name", ""), [])
            return self._area[1] if self.forms else None
        if tag == "h1":
            return self.heading_parts
        if tag == "h2":
            self.section_headings.append([])
            return self.section_headings[-1]
        if facts.get("role") in ("alert", "status"):
            return self.notice_parts
        if "reference" in classes:
            return self.reference_parts
        return self._sink_in_comment(tag, classes)

    def _sink_in_comment(self, tag: str, classes: list[str]) -> list[str] | None:
        is_loose = not self._is_inside("comment")
        if is_loose and "comment-body" in classes:
            self.loose_comments.append(ShownComment(""))
        shown = self.loose_comments if is_loose else self.comments
        if not shown:
            return None
        comment = shown[-1]
        if "comment-number" in classes:
            return comment.number_parts
        if "comment-name" in classes:
            return comment.name_parts
        if "comment-body" in classes:
            return comment.body_parts
        if tag == "p" and self._is_inside("comment-body"):
            comment.paragraphs.append([])
            return comment.paragraphs[-1]
        return None
