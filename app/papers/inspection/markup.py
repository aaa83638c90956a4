"""The XML parts of packed documents, read by a real parser that fetches and defines nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import IO
from xml.parsers import expat

from app.papers.inspection.problems import UnfitFileError, need

NOT_WHOLE = "This file is damaged or not what it seems: save it anew, and choose that."
LEADS_OUT = "This document fetches parts from elsewhere: save it without its template and links."
_ENCODINGS = ("utf-8", "us-ascii", "ascii")
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")  # of the order of bytes
Facts = dict[str, str]  # attributes, by their local names


@dataclass(frozen=True)
class Watch:
    """Who is told of each element and of its text, and raises UnfitFileError for what is unfit.

    Elements go by their local names, so a name is what it is under any prefix.
    """

    element: Callable[[str, Facts], None]
    text: Callable[[str, str], None] = lambda name, text: None
    may_have_doctype: bool = False


def is_markup(head: bytes) -> bool:
    """Whether a part that begins so would be read as XML, whatever its name ends in."""
    for mark in _MARKS:
        head = head.removeprefix(mark)
    words = head.lstrip(b" \t\r\n\0")
    return not words or words.startswith(b"<")


def read_markup(file: IO[bytes], watch: Watch) -> None:
    """Raises UnfitFileError for what is no whole XML in UTF-8 or UTF-16."""
    parser = expat.ParserCreate("UTF-8")
    reader = _Reader(watch)
    parser.XmlDeclHandler = _refuse_encoding
    parser.StartDoctypeDeclHandler = reader.doctype
    parser.EntityDeclHandler = _refuse
    parser.ProcessingInstructionHandler = _refuse_style
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.words
    parser.buffer_text = True
    if watch.may_have_doctype:
        parser.UseForeignDTD(True)  # the characters that HTML names are left unread
    try:
        parser.ParseFile(file)
    except expat.ExpatError:
        raise UnfitFileError(NOT_WHOLE) from None


def _refuse_encoding(_version: str, encoding: str | None, _standalone: int) -> None:
    need(encoding is None or encoding.lower() in _ENCODINGS, NOT_WHOLE)


def _refuse(*_facts: object) -> None:
    raise UnfitFileError(NOT_WHOLE)


def _refuse_style(name: str, words: str) -> None:
    need(name != "xml-stylesheet" or "//" not in words, LEADS_OUT)


def _local(name: str) -> str:
    return name.rpartition(":")[2]


class _Reader:
    """What the parser meets, told on by local names."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self._open: list[str] = []

    def doctype(self, _name: str, _system: object, _public: object, has_own: int) -> None:
        need(self._watch.may_have_doctype and not has_own, NOT_WHOLE)

    def start(self, name: str, facts: dict[str, str]) -> None:
        self._open.append(_local(name))
        self._watch.element(
            _local(name),
            {_local(key): value for key, value in facts.items() if not key.startswith("xmlns")},
        )

    def end(self, _name: str) -> None:
        self._open.pop()

    def words(self, text: str) -> None:
        self._watch.text(self._open[-1], text)
