"""What the parts of a Word, OpenDocument or EPUB document may not say."""

from __future__ import annotations

import re

from app.papers.inspection.markup import LEADS_OUT, Facts
from app.papers.inspection.problems import need

MACROS = "This document holds macros, which are programs: save it without them."
PROTECTED = "This document is protected: take the protection off first."
TALKS = "This document takes words from other programs (DDE): save it without that."
_MACRO_TYPES = re.compile(r"macroEnabled|vbaProject", re.I)
_SCHEME = re.compile(r"\s*([a-z][a-z0-9+.-]*:|[/\\]{2})", re.I)
_REMOTE = re.compile(r"\s*((https?|ftp|smb|webdavs?):|[/\\]{2})", re.I)
_PROGRAM = re.compile(r"\s*(javascript|vbscript|macro|vnd\.sun\.star\.script|script):", re.I)
_STYLE_FETCHES = re.compile(r"(url\s*\(|@import)\s*[\"']?\s*(https?:|ftp:)?//", re.I)
_TALKS = re.compile(r"[\s\"]*(DDE(AUTO)?\b|QUOTE\s+\d)", re.I)  # QUOTE can spell any word
_FOLLOWED = ("a", "area", "reference")  # links that a reader follows or not
_SOURCES = ("src", "poster", "data", "srcset", "background", "code", "archive")


def check_types(_name: str, facts: Facts) -> None:
    need(not _MACRO_TYPES.search(facts.get("ContentType", "")), MACROS)


def check_relation(name: str, facts: Facts) -> None:
    """Links that a reader follows are theirs to follow; what is fetched on opening is refused."""
    if name != "Relationship" or facts.get("Type", "").endswith("/hyperlink"):
        return
    need(facts.get("TargetMode", "Internal") == "Internal", LEADS_OUT)
    need(not _SCHEME.match(facts.get("Target", "")), LEADS_OUT)


class Fields:
    """The fields of one Word part, whose words may be spread over many elements."""

    def __init__(self) -> None:
        self._words = ""

    def element(self, name: str, facts: Facts) -> None:
        if name == "fldChar":
            self._words = ""
        if name == "fldSimple":
            need(not _TALKS.match(facts.get("instr", "")), TALKS)

    def text(self, name: str, text: str) -> None:
        if name in ("instrText", "delInstrText"):
            self._words = (self._words + text)[:200]
            need(not _TALKS.match(self._words), TALKS)


def check_odt_element(name: str, facts: Facts) -> None:
    need(not name.startswith("event-listener") and name != "script", MACROS)
    need(name != "encryption-data", PROTECTED)
    need(not name.startswith("dde-"), TALKS)
    address = facts.get("href", "")
    need(not _PROGRAM.match(address), MACROS)
    if name == "template":  # where it was made, which stands in many: only read from afar if remote
        need(not _REMOTE.match(address), LEADS_OUT)
    elif name not in _FOLLOWED and not name.startswith("area-"):
        need(not _SCHEME.match(address), LEADS_OUT)


def check_epub_element(name: str, facts: Facts) -> None:
    lower = {key.lower(): value for key, value in facts.items()}
    need(name.lower() != "script", MACROS)
    need(not any(key.startswith("on") for key in lower), MACROS)
    need(not any(_PROGRAM.match(value) for value in lower.values()), MACROS)
    need(name.lower() != "meta" or lower.get("http-equiv", "").lower() != "refresh", LEADS_OUT)
    need(not any(_REMOTE.match(lower.get(key, "")) for key in _SOURCES), LEADS_OUT)
    if name.lower() not in _FOLLOWED:
        need(not _REMOTE.match(lower.get("href", "")), LEADS_OUT)
    check_style(lower.get("style", ""))


def check_epub_text(name: str, text: str) -> None:
    if name.lower() == "style":
        check_style(text)


def check_style(text: str) -> None:
    need(not _STYLE_FETCHES.search(text), LEADS_OUT)
