"""The objects of a PDF, found in its bytes without belief in its tables.

What is found is what any program might find: by every `obj` that is followed by a dictionary, and
by every `stream` that unpacks to what begins as an object stream does.
"""

from __future__ import annotations

import re
import zlib
from bisect import bisect_left
from collections.abc import Iterator

from app.papers.inspection.problems import need

NOT_WHOLE = "This PDF is not whole: make it again, or save it anew, and choose that."
MOST_UNPACKED = 100_000_000  # bytes, of all object streams together
MOST_OBJECT_STREAMS = 20_000
MOST_STREAMS = 200_000
MOST_READ = 50_000_000  # bytes of dictionaries, of which hostile ones may lie in one another
GAP = rb"(?:[\s\0]|%[^\r\n]*[\r\n])*"
ENDS = rb"(?![^\s\0/<>\[\](){}%])"  # a name ends here
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_ESCAPED_NAME = re.compile(rb"/[A-Za-z#][^\s\0/<>\[\](){}%]{0,60}")
_NAME = re.compile(rb"/[^\s\0/<>\[\](){}%]*")
_HEAD = re.compile(rb"(?<!end)obj" + GAP + rb"(?=<<)")
_STREAM = re.compile(rb"(?<!end)stream(?:\r\n|\n|\r|)")
_AT_STREAM = re.compile(GAP + _STREAM.pattern)
_MARK = re.compile(rb"<<|>>|<[^>]*>|\(|%[^\r\n]*")
_SIGN = re.compile(rb"[()]|\\.", re.S)
# Numbers, and then an object, where a page's lines would say what is done with the numbers.
_BEGINS_AS_PACKED = re.compile(rb"[\s\0]*\d+[\s\0]+\d+[\s\0\d]*(?:[<\[(/]|\Z)")
_HEAD_OF_PACKED = re.compile(rb"[\s\0\d]*")
_FILTER = re.compile(
    rb"/Filter"
    + GAP
    + rb"(?:\["
    + GAP
    + rb"/FlateDecode"
    + GAP
    + rb"\]|/FlateDecode"
    + ENDS
    + rb")"
)
_KNOWN = frozenset(
    b"/" + name for name in b"Type ObjStm N First Filter FlateDecode Length Extends DL".split()
)
_PIECE = 65_536
_PEEK = 256


def plain_names(text: bytes) -> bytes:
    """With what stands for a letter (/J#61vaScript) as that letter."""
    if b"#" not in text:
        return text
    return _ESCAPED_NAME.sub(
        lambda name: _ESCAPED.sub(lambda code: bytes([int(code[1], 16)]), name[0]), text
    )


def end_of_dictionary(data: bytes, begin: int) -> int:
    """Where the dictionary that begins there (<<) ends; -1 where it does not."""
    depth, place = 0, begin
    while mark := _MARK.search(data, place):
        place = mark.end()
        if mark[0] == b"(":
            place = _end_of_words(data, place)
        elif mark[0] in (b"<<", b">>"):
            depth += 1 if mark[0] == b"<<" else -1
            if depth == 0:
                return place
    return -1


def _end_of_words(data: bytes, place: int) -> int:
    """Words stand in parentheses, and may hold more of them."""
    depth = 1
    for sign in _SIGN.finditer(data, place):
        depth += {b"(": 1, b")": -1}.get(sign[0], 0)
        if depth == 0:
            return sign.end()
    return len(data)


def unpack_object_streams(data: bytes) -> list[bytes]:
    """What all object streams hold. Raises UnfitFileError for those of an unusual make."""
    facts = dict(_walk_facts(data))
    ends = [found.start() for found in re.finditer(rb"endstream", data)]
    left, texts = MOST_UNPACKED, []
    for count, found in enumerate(_STREAM.finditer(data)):
        need(count < MOST_STREAMS, NOT_WHOLE)
        start = found.end()
        text = _unpack(data, start, facts.get(start, b""), ends, left)
        if text:
            texts.append(text)
            left -= len(text)
            need(left >= 0 and len(texts) <= MOST_OBJECT_STREAMS, NOT_WHOLE)
    return texts


def _walk_facts(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Where each stream begins that follows a dictionary, and that dictionary, in plain names."""
    read = 0
    for head in _HEAD.finditer(data):
        end = end_of_dictionary(data, head.end())
        need(end > 0, NOT_WHOLE)
        read += end - head.end()
        need(read <= MOST_READ, NOT_WHOLE)
        if stream := _AT_STREAM.match(data, end):
            yield stream.end(), plain_names(data[head.end() : end])


def _unpack(data: bytes, start: int, facts: bytes, ends: list[int], left: int) -> bytes:
    """b"" for a stream that holds no objects."""
    names = set(_NAME.findall(facts))
    if b"/ObjStm" in names or {b"/N", b"/First"} <= names:
        need(names <= _KNOWN, NOT_WHOLE)
        place = bisect_left(ends, start)
        need(place < len(ends), NOT_WHOLE)
        if b"/Filter" not in names:
            need(ends[place] - start <= left, NOT_WHOLE)
            return data[start : ends[place]]
        need(_FILTER.search(facts) is not None, NOT_WHOLE)
        text, is_whole = _inflate(data, start, left + 1)
        need(is_whole, NOT_WHOLE)
        return text
    if not _BEGINS_AS_PACKED.match(_inflate(data[start : start + _PEEK], 0, _PEEK)[0]):
        return b""
    return _inflate(data, start, left + 1)[0]


def _inflate(data: bytes, start: int, limit: int) -> tuple[bytes, bool]:
    """Up to `limit` bytes, and whether nothing was wrong; the packed ones say where they end."""
    machine, texts, left = zlib.decompressobj(), [], limit
    try:
        for place in range(start, len(data), _PIECE):
            text = machine.decompress(data[place : place + _PIECE], left)
            texts.append(text)
            left -= len(text)
            if machine.eof or left <= 0:
                break
    except zlib.error:
        return b"".join(texts), False
    return b"".join(texts), machine.eof or left <= 0


def walk_packed(texts: list[bytes], wanted: set[int]) -> Iterator[tuple[int, bytes, int]]:
    """Where objects of these numbers begin in object streams; each begins with a list of both."""
    for text in texts:
        head = _HEAD_OF_PACKED.match(text)
        first = head.end() if head else 0
        numbers = re.finditer(rb"(\d{1,10})[\s\0]+(\d{1,10})", text[:first])
        for found in numbers:
            if int(found[1]) in wanted:
                yield int(found[1]), text, first + int(found[2])
