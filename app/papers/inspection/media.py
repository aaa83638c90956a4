"""Sound and film: MP3, Ogg audio and MP4, by walking through their frames, pages and boxes."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from itertools import islice

from app.papers.enums import FileFormat
from app.papers.inspection.problems import need

NOT_WHOLE = "This recording is damaged or cut off: save it anew, and choose that."
NO_SOUND = "This recording holds no sound that browsers play: MP3, Opus, Vorbis or FLAC."
NO_PICTURE = "This film holds no picture."
FRAMES_LOOKED_AT = 8
_VERSION_1, _LAYER_3 = 3, 1
_BITRATES = {
    True: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    False: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_RATES = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}
_SOUNDS = (b"OpusHead", b"\x01vorbis", b"\x7fFLAC")
_BRANDS = {
    b"isom", b"iso2", b"iso3", b"iso4", b"iso5", b"iso6", b"iso7", b"iso8", b"iso9", b"mp41",
    b"mp42", b"avc1", b"M4V ", b"M4VH", b"M4VP", b"dash", b"MSNV", b"f4v ",
}  # fmt: skip
_HOLDERS = (b"moov", b"trak", b"mdia")  # each inside the one before
_MOST_BOXES = 50_000  # side by side
_PADDING = re.compile(rb"\0*")
Box = tuple[bytes, int, int]  # kind, where its content begins, where it ends


def inspect_mp3(data: bytes) -> FileFormat:
    """Frames must follow one another from the start on; a tag may stand before them."""
    place = _after_tag(data)
    for _ in range(FRAMES_LOOKED_AT):
        length = _frame_length(data[place : place + 4])
        need(length > 0 and place + length <= len(data), NOT_WHOLE)
        place += length
    return FileFormat.MP3


def _after_tag(data: bytes) -> int:
    if not data.startswith(b"ID3"):
        return 0
    size = data[6:10]
    need(len(size) == 4 and all(byte < 0x80 for byte in size), NOT_WHOLE)
    place = 10 + (size[0] << 21 | size[1] << 14 | size[2] << 7 | size[3])
    padding = _PADDING.match(data, place)
    return padding.end() if padding else place


def _frame_length(head: bytes) -> int:
    """In bytes; 0 for what is no head of a frame of layer III."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return 0
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    bitrate, rate = head[2] >> 4, head[2] >> 2 & 3
    if layer != _LAYER_3 or version not in _RATES or bitrate in (0, 15) or rate == 3:
        return 0
    is_first = version == _VERSION_1
    samples = 144 if is_first else 72
    padding = head[2] >> 1 & 1
    return samples * _BITRATES[is_first][bitrate] * 1000 // _RATES[version][rate] + padding


def inspect_ogg(data: bytes) -> FileFormat:
    place, first = 0, b""
    while place < len(data):
        need(data[place : place + 5] == b"OggS\0" and place + 27 <= len(data), NOT_WHOLE)
        count = data[place + 26]
        body = place + 27 + count
        end = body + sum(data[place + 27 : body])
        need(end <= len(data), NOT_WHOLE)
        if data[place + 5] & 2:  # the first page of a stream
            first = data[body:end]
            need(first.startswith(_SOUNDS), NO_SOUND)
        place = end
    need(bool(first), NO_SOUND)
    return FileFormat.OGG


def inspect_mp4(data: bytes) -> FileFormat:
    boxes = _list_boxes(data, 0, len(data))
    kinds = [kind for kind, _, _ in boxes]
    need(kinds[:1] == [b"ftyp"] and {b"moov", b"mdat"} <= set(kinds), NOT_WHOLE)
    begin, end = boxes[0][1:]
    brands = {data[place : place + 4] for place in (begin, *range(begin + 8, end, 4))}
    need(bool(brands & _BRANDS), NOT_WHOLE)
    handlers = [data[start + 8 : start + 12] for start in _walk_handlers(data, boxes, _HOLDERS)]
    need(b"vide" in handlers, NO_PICTURE)
    return FileFormat.MP4


def _walk(data: bytes, place: int, end: int) -> Iterator[Box]:
    """The boxes of a stretch, which they fill exactly; the last may say that it goes to the end."""
    while place < end:
        need(place + 8 <= end, NOT_WHOLE)
        size, head = struct.unpack_from(">I", data, place)[0], 8
        kind = data[place + 4 : place + 8]
        if size == 1:
            need(place + 16 <= end, NOT_WHOLE)
            size, head = struct.unpack_from(">Q", data, place + 8)[0], 16
        elif size == 0:
            size = end - place
        need(head <= size <= end - place, NOT_WHOLE)
        yield kind, place + head, place + size
        place += size


def _list_boxes(data: bytes, begin: int, end: int) -> list[Box]:
    boxes = list(islice(_walk(data, begin, end), _MOST_BOXES + 1))
    need(len(boxes) <= _MOST_BOXES, NOT_WHOLE)
    return boxes


def _walk_handlers(data: bytes, boxes: list[Box], holders: tuple[bytes, ...]) -> Iterator[int]:
    """Where the content of each track's handler begins."""
    for kind, begin, end in boxes:
        if kind == b"hdlr":
            yield begin
        elif kind in holders[:1]:
            yield from _walk_handlers(data, _list_boxes(data, begin, end), holders[1:])
