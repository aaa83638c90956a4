"""From files to contents, with everything that is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import PurePosixPath
from zipfile import BadZipFile

from app.core.text import clean_text
from app.inquiries.rules import why_not_slug
from app.publishing.contents import (
    AuthorContent,
    EventContent,
    InquiryContent,
    IssueContent,
    LinkContent,
    PaperContent,
    TopicContent,
)
from app.publishing.enums import Kind
from app.transfer.facts import TITLE_LIMIT, Facts
from app.transfer.files import place_of, read_files
from app.transfer.front import FrontError, Page, read_facts, read_page
from app.transfer.package import HEAD, LARGEST_PAGE, Package
from app.transfer.problems import Findings
from app.transfer.texts import PARTS, OutcomeText, SubjectText, Text, Texts, paper_of

EVENTS, SUBJECTS = "events.toml", "subjects.toml"
_KNOWN = re.compile(r"topics/[^/]+\.md|papers/[^/]+\.md|comments/[^/]+\.csv")
_FILE = re.compile(r"papers/[^/]+/files/[^/]+")
_PART_HEADING = re.compile(rf"^# ({'|'.join(PARTS.values())})[ \t]*$", re.MULTILINE)
LONG_TITLE, VENUE_LIMIT, CONTACT_LIMIT = 300, 300, 1_000


def slug_of_file(name: str) -> str:
    """A topic's name, or that of the topic of a file of comments: without order and ending."""
    return re.sub(r"^\d+-", "", PurePosixPath(name).stem)


def read_texts(package: Package, findings: Findings) -> Texts | None:
    """Everything but the comments; None where there is no inquiry to speak of."""
    names = package.names()
    for name in names:
        is_known = _KNOWN.fullmatch(name) or _FILE.fullmatch(name)
        if name not in (HEAD, EVENTS, SUBJECTS) and not is_known:
            findings.note(name, 0, "This file is not part of the format and is left aside.")
    if HEAD not in names:
        findings.add(HEAD, 0, "There is no such file: an inquiry begins with it.")
        return None
    reader = _Reader(package, findings)
    head = reader.page(HEAD)
    if head is None:
        return None
    texts = reader.inquiry(head)
    texts.subjects = reader.subjects() if SUBJECTS in names else []
    texts.topics = list(reader.topics([name for name in names if name.startswith("topics/")]))
    papers = [name for name in names if name.startswith("papers/") and _KNOWN.fullmatch(name)]
    texts.papers = [text for name in papers if (text := reader.paper(name))]
    _note_unnamed(texts, names, findings)
    return texts


def _note_unnamed(texts: Texts, names: list[str], findings: Findings) -> None:
    named = {place_of(text.slug, file.name) for text in texts.papers
             for file in paper_of(text).files}  # fmt: skip
    for name in names:
        if _FILE.fullmatch(name) and name not in named:
            findings.note(name, 0, "No paper names this file, so it is left aside.")


class _Reader:
    def __init__(self, package: Package, findings: Findings) -> None:
        self.package = package
        self.findings = findings

    def page(self, name: str) -> Page | None:
        return self._read(name, read_page)

    def _read(self, name: str, read: Callable[[str], Page]) -> Page | None:
        if self.package.size(name) > LARGEST_PAGE:
            self.findings.add(name, 0, "The file is larger than 2 MB.")
            return None
        try:
            with self.package.open(name) as file:
                return read(file.read(LARGEST_PAGE + 1).decode("utf-8-sig"))
        except UnicodeDecodeError:
            self.findings.add(name, 0, "The file is not text in UTF-8.")
        except (BadZipFile, OSError):
            self.findings.add(name, 0, "The file cannot be read: it is damaged.")
        except FrontError as error:
            self.findings.add(name, error.line, error.sentence)
        return None

    def _facts(self, name: str, page: Page) -> Facts:
        return Facts(page, name, self.findings, page.facts)

    def inquiry(self, page: Page) -> Texts:
        facts = self._facts(HEAD, page)
        slug = facts.line("slug")
        content = InquiryContent(
            title=facts.line("title"),
            summary=facts.text("summary"),
            body=clean_text(page.text),
            commissioned_by=facts.line("commissioned_by"),
            chair=facts.line("chair"),
            still_open=facts.text("still_open"),
            already_decided=facts.text("already_decided"),
            launched_on=facts.day("launched_on"),
            opens_at=facts.moment("opens_at"),
            closes_at=facts.moment("closes_at"),
            period_reason=facts.text("period_reason"),
            formats_contact=facts.line("formats_contact", CONTACT_LIMIT),
            events=tuple(self._events()),
        )
        outcome = self._outcome(facts.one_table("outcome"))
        text = self._text(facts, Text(Kind.INQUIRY, slug, content, file=HEAD, page=page))
        return Texts(text, outcome=outcome)

    def _text(self, facts: Facts, text: Text) -> Text:
        """With what all three kinds have in common."""
        if reason := why_not_slug(text.slug):
            facts.complain("slug", reason)
        withdrawn_at = facts.moment("withdrawn_at")
        reason = facts.text("withdrawal_reason")
        if (withdrawn_at is None) != (not reason):
            facts.complain("withdrawn_at", "A withdrawal has a time and a reason, both.")
        text = replace(
            text,
            published_at=facts.moment("published_at"),
            change_note=facts.text("change_note"),
            withdrawn_at=withdrawn_at,
            withdrawal_reason=reason or "",
        )
        facts.refuse_others()
        return text

    def _outcome(self, facts: Facts | None) -> OutcomeText | None:
        if facts is None:
            return None
        title, summary = facts.line("title"), facts.text("summary")
        published_at = facts.moment("published_at")
        facts.refuse_others()
        if not title or not summary or published_at is None:
            facts.complain("title", "An outcome has a title, a summary and published_at.")
            return None
        return OutcomeText(title, summary, published_at)

    def _events(self) -> Iterator[EventContent]:
        page = self._read(EVENTS, read_facts) if EVENTS in self.package.names() else None
        if page is None:
            return
        facts = self._facts(EVENTS, page)
        for event in facts.tables("event"):
            yield EventContent(
                title=event.line("title"),
                starts_at=event.moment("starts_at"),
                ends_at=event.moment("ends_at"),
                venue=event.line("venue", VENUE_LIMIT),
                description=event.text("description"),
                topics=event.words("topics"),
            )
            event.refuse_others()
        facts.refuse_others()

    def subjects(self) -> list[SubjectText]:
        page = self._read(SUBJECTS, read_facts)
        if page is None:
            return []
        facts, found = self._facts(SUBJECTS, page), list[SubjectText]()
        for entry in facts.tables("subject"):
            subject = SubjectText(
                entry.line("slug"), entry.line("title"), entry.text("description")
            )
            entry.refuse_others()
            if reason := why_not_slug(subject.slug):
                entry.complain("slug", reason)
            if not subject.title:
                entry.complain("title", "A subject needs a title.")
            if any(subject.slug == other.slug for other in found):
                entry.complain("slug", f"The subject {subject.slug} stands here twice.")
            found.append(subject)
        facts.refuse_others()
        return found

    def topics(self, names: list[str]) -> Iterator[Text]:
        seen: dict[str, str] = {}
        for place, name in enumerate((n for n in names if _KNOWN.fullmatch(n)), 1):
            page, slug = self.page(name), slug_of_file(name)
            if slug in seen:
                self.findings.add(name, 0, f"{seen[slug]} is a file of the same topic.")
            seen[slug] = name
            if page:
                yield self._topic(name, slug, place, page)

    def _topic(self, name: str, slug: str, place: int, page: Page) -> Text:
        facts = self._facts(name, page)
        parts = self._parts(name, page)
        content = TopicContent(
            title=facts.line("title"),
            position=facts.number("position", place),
            summary=facts.text("summary"),
            explored=parts["explored"],
            learnt=parts["learnt"],
            call=parts["call"],
            opens_at=facts.moment("opens_at"),
            closes_at=facts.moment("closes_at"),
            period_reason=facts.text("period_reason"),
            subjects=facts.words("subjects"),
            key_issues=tuple(map(_issue, facts.tables("key_issues"))),
            related=tuple(map(_link, facts.tables("related"))),
        )
        return self._text(facts, Text(Kind.TOPIC, slug, content, file=name, page=page))

    def _parts(self, name: str, page: Page) -> dict[str, str]:
        """The three parts of a topic's text, by their headings."""
        pieces = _PART_HEADING.split(page.text)
        if pieces[0].strip():
            self.findings.add(
                name, page.text_line, f"The text begins with # {' or # '.join(PARTS.values())}."
            )
        found = dict.fromkeys(PARTS, "")
        for heading, text in zip(pieces[1::2], pieces[2::2], strict=True):
            key = next(key for key, title in PARTS.items() if title == heading)
            if found[key]:
                self.findings.add(name, page.text_line, f"The part # {heading} stands here twice.")
            found[key] = clean_text(text)
        return found

    def paper(self, name: str) -> Text | None:
        page = self.page(name)
        if page is None:
            return None
        facts, slug = self._facts(name, page), PurePosixPath(name).stem
        content = PaperContent(
            title=facts.line("title", LONG_TITLE),
            abstract=facts.text("abstract"),
            source=clean_text(page.text),
            authors=tuple(map(_author, facts.tables("authors"))),
            subjects=facts.words("subjects"),
            listed_by=facts.words("listed_by"),
            files=read_files(facts, slug, self.package),
        )
        text = Text(
            Kind.PAPER, slug, content, file=name, page=page,
            parent=facts.line("topic"), numbers=facts.words("numbers"),
        )  # fmt: skip
        return self._text(facts, text)


def _issue(facts: Facts) -> IssueContent:
    issue = IssueContent(question=facts.text("question"), detail=facts.text("detail"))
    facts.refuse_others()
    return issue


def _link(facts: Facts) -> LinkContent:
    link = LinkContent(
        title=facts.line("title"), path=facts.line("path", LONG_TITLE), note=facts.text("note")
    )
    facts.refuse_others()
    return link


def _author(facts: Facts) -> AuthorContent:
    author = AuthorContent(
        name=facts.line("name", TITLE_LIMIT), affiliation=facts.line("affiliation", LONG_TITLE)
    )
    facts.refuse_others()
    return author
