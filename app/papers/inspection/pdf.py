"""PDF: whole, not encrypted, and without anything that acts when it is opened.

Names are looked for in the raw bytes, so nothing can hide behind a table that only some programs
believe; and in object streams, where most programs put what they write.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.papers.enums import FileFormat
from app.papers.inspection.pdf_objects import (
    ENDS,
    GAP,
    NOT_WHOLE,
    end_of_dictionary,
    plain_names,
    unpack_object_streams,
    walk_packed,
)
from app.papers.inspection.problems import UnfitFileError, need

_TAIL = 2_048
_MOST_OPENINGS = 20  # one for each time that the file was saved
_START = re.compile(rb"startxref\s+(\d{1,10})\s+%%EOF")
_TABLE = re.compile(rb"\s*(?:xref\b|\d+\s+\d+\s+obj\b)")
_FORBIDDEN = re.compile(
    rb"/(JavaScript|Launch|RichMedia|Rendition|EmbeddedFiles?|XFA|SubmitForm|ImportData|Encrypt)"
    + ENDS
)
_BY_ITSELF = re.compile(rb"/AA" + GAP + rb"(<<|\d+" + GAP + rb"\d+" + GAP + rb"R)")
_OPENING = re.compile(rb"/OpenAction" + ENDS + GAP)
_REFERENCE = re.compile(rb"(\d{1,10})" + GAP + rb"\d{1,10}" + GAP + rb"R" + ENDS)
_NUMBERED = re.compile(rb"(\d{1,10})" + GAP + rb"\d{1,10}" + GAP + rb"obj" + GAP)
_ACT = re.compile(rb"/(S|Next)" + ENDS)
_GO_TO = re.compile(rb"/S" + GAP + rb"/GoTo" + ENDS)
_SENTENCES = {
    b"Encrypt": "This PDF is protected with a password or against copying: take that off first.",
    b"JavaScript": "This PDF holds a program (JavaScript), which readers’ machines would run.",
    b"Launch": "This PDF would start another program on readers’ machines.",
    b"XFA": "This PDF is a form that few programs can show: print it to a plain PDF.",
    b"SubmitForm": "This PDF holds a form that sends what is typed elsewhere.",
    b"ImportData": "This PDF would read files of its readers.",
}
_HOLDS_MORE = "This PDF holds other files or films inside: publish those by themselves."
_ACTS = "This PDF does something by itself when it is opened: save it without that."


def inspect_pdf(data: bytes) -> FileFormat:
    need(re.match(rb"%PDF-[12]\.\d", data) is not None, NOT_WHOLE)
    found = _START.search(data, max(0, len(data) - _TAIL))
    need(found is not None and not data[found.end() :].strip(b"\r\n\0 \t"), NOT_WHOLE)
    place = int(found[1]) if found else 0
    need(0 < place < len(data) and _TABLE.match(data, place) is not None, NOT_WHOLE)
    texts = [plain_names(text) for text in (data, *unpack_object_streams(data))]
    for text in texts:
        _refuse_active(text)
    _refuse_openings(texts)
    return FileFormat.PDF


def _refuse_active(text: bytes) -> None:
    if found := _FORBIDDEN.search(text):
        raise UnfitFileError(_SENTENCES.get(found[1], _HOLDS_MORE))
    need(not _BY_ITSELF.search(text), _ACTS)


def _refuse_openings(texts: list[bytes]) -> None:
    """To open on a certain page is no act; anything else is."""
    openings = [(text, found.end()) for text in texts for found in _OPENING.finditer(text)]
    need(len(openings) <= _MOST_OPENINGS, _ACTS)
    wanted = set()
    for text, place in openings:
        if reference := _REFERENCE.match(text, place):
            wanted.add(int(reference[1]))
        else:
            need(_is_page(text, place), _ACTS)
    if wanted:
        _refuse_objects(texts, wanted)


def _refuse_objects(texts: list[bytes], wanted: set[int]) -> None:
    """All that a number may lead to: a later object can stand for an earlier one."""
    met = set()
    for number, text, place in _walk_objects(texts, wanted):
        need(_is_page(text, place), _ACTS)
        met.add(number)
    need(met == wanted, _ACTS)


def _walk_objects(texts: list[bytes], wanted: set[int]) -> Iterator[tuple[int, bytes, int]]:
    for found in _NUMBERED.finditer(texts[0]):
        if int(found[1]) in wanted:
            yield int(found[1]), texts[0], found.end()
    yield from walk_packed(texts[1:], wanted)


def _is_page(text: bytes, place: int) -> bool:
    """Whether a destination stands there, or an action that goes to one and does nothing else."""
    if text.startswith(b"[", place):
        return True
    end = end_of_dictionary(text, place) if text.startswith(b"<<", place) else -1
    action = text[place : max(end, place)]
    return len(_ACT.findall(action)) == 1 and _GO_TO.search(action) is not None
