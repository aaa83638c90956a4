"""PDF: whole, not encrypted, and without anything that acts when it is opened.

Names are looked for in the raw bytes, so nothing can hide behind a table that only some programs
believe; and in object streams, where most programs put what they write.
"""

from __future__ import annotations

import re
import zlib
from bisect import bisect_right
from collections.abc import Iterator

from app.papers.enums import FileFormat
from app.papers.inspection.problems import UnfitFileError, need

NOT_WHOLE = "This PDF is not whole: make it again, or save it anew, and choose that."
MOST_UNPACKED = 100_000_000
_TAIL = 2_048
_MOST_OPENINGS = 20  # one for each time that the file was saved
_LOOKED_AT = 2_000  # bytes of an object that is an action
_START = re.compile(rb"startxref\s+(\d{1,10})\s+%%EOF")
_TABLE = re.compile(rb"\s*(?:xref\b|\d+\s+\d+\s+obj\b)")
_FORBIDDEN = re.compile(
    rb"/(JavaScript|Launch|RichMedia|EmbeddedFiles?|XFA|SubmitForm|ImportData|Encrypt)"
    rb"(?=[\s/<\[(>])"
)
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_ESCAPED_NAME = re.compile(rb"/[A-Za-z#][^\s/<>\[\](){}%]{0,60}")
_OPENING = re.compile(rb"/OpenAction\s*(\[|<<|\d+\s+\d+\s+R)?")
_GO_TO = re.compile(rb"/S\s*/GoTo(?=[\s/<>])")
_OBJECT_STREAM = re.compile(rb"/ObjStm(?=[\s/<>])")
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
    packed = list(_unpack_objects(data))
    for text in (data, *packed):
        _refuse_active(_plain_names(text))
    for text in (data, *packed):
        _refuse_opening(_plain_names(text), data)
    return FileFormat.PDF


def _plain_names(text: bytes) -> bytes:
    """With what stands for a letter (/J#61vaScript) as that letter."""
    if b"#" not in text:
        return text
    return _ESCAPED_NAME.sub(
        lambda name: _ESCAPED.sub(lambda code: bytes([int(code[1], 16)]), name[0]), text
    )


def _refuse_active(text: bytes) -> None:
    if found := _FORBIDDEN.search(text):
        raise UnfitFileError(_SENTENCES.get(found[1], _HOLDS_MORE))


def _refuse_opening(text: bytes, whole: bytes) -> None:
    """To open on a certain page is no act; anything else is."""
    openings = list(_OPENING.finditer(text))
    need(len(openings) <= _MOST_OPENINGS, _ACTS)
    for found in openings:
        target = found[1] or b""
        if target == b"[":
            continue
        if target == b"<<":
            actions = [text[found.end() : found.end() + _LOOKED_AT].split(b">>")[0]]
        else:
            actions = _list_objects(target, whole)
        need(bool(actions) and all(map(_is_page, actions)), _ACTS)


def _is_page(action: bytes) -> bool:
    return bool(_GO_TO.search(action)) or action.lstrip().startswith(b"[")


def _list_objects(reference: bytes, whole: bytes) -> list[bytes]:
    """All that a reference ("12 0 R") may lead to: a later object can stand for an earlier one."""
    if not reference:
        return []
    number = reference.split()[0]
    heads = re.finditer(rb"(?<!\d)" + number + rb"\s+\d+\s+obj\b", whole)
    plain = [whole[head.end() : head.end() + _LOOKED_AT].split(b"endobj")[0] for head in heads]
    return plain + [text for place, text in _packed_objects(whole) if place == number]


def _unpack_objects(data: bytes) -> Iterator[bytes]:
    left = MOST_UNPACKED
    for found in _OBJECT_STREAM.finditer(data):
        begin = data.find(b"stream", found.end(), found.end() + 2_000)
        need(begin > 0, NOT_WHOLE)
        facts = data[max(0, data.rfind(b"obj", max(0, begin - 4_000), found.start())) : begin]
        start = begin + len(b"stream")
        start += 2 if data[start : start + 2] == b"\r\n" else 1
        packed = data[start : data.find(b"endstream", start)]
        if b"/Filter" not in facts:
            yield packed
            continue
        need(re.search(rb"/Filter\s*\[?\s*/FlateDecode\b", facts) is not None, NOT_WHOLE)
        text = _inflate(packed, left)
        left -= len(text)
        yield text


def _inflate(packed: bytes, limit: int) -> bytes:
    machine = zlib.decompressobj()
    try:
        text = machine.decompress(packed, limit + 1)
    except zlib.error:
        raise UnfitFileError(NOT_WHOLE) from None
    need(len(text) <= limit, NOT_WHOLE)
    return text


def _packed_objects(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The objects of the object streams, with their numbers; each begins with a list of both."""
    for text in _unpack_objects(data):
        head = re.match(rb"[\s\d]*", text)
        words = head[0].split() if head else []
        first = len(head[0]) if head else 0
        places = [first + int(offset[:10]) for offset in words[1::2]]
        ends = [*sorted(places), len(text)]
        for number, begin in zip(words[::2], places, strict=False):
            end = ends[bisect_right(ends, begin, hi=len(places))]
            yield number, text[begin : min(end, begin + _LOOKED_AT)]
