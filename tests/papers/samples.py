"""The smallest files of each format that are whole, and ways to spoil them."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import Any


def make_pdf(more: bytes = b"", catalog: bytes = b"", trailer: bytes = b"") -> bytes:
    """One empty page; `more` are further objects, the others further entries."""
    objects = [
        b"1 0 obj\n<< /Type /Catalog /Pages 2 0 R " + catalog + b" >>\nendobj\n",
        b"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n",
        b"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>\nendobj\n",
    ]
    body, places = b"%PDF-1.7\n", []
    for text in objects:
        places.append(len(body))
        body += text
    body += more
    start = len(body)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        body + b"xref\n0 4\n0000000000 65535 f \n" + rows
        + b"trailer\n<< /Size 4 /Root 1 0 R " + trailer + b" >>\n"
        + b"startxref\n%d\n%%%%EOF\n" % start
    )  # fmt: skip


def make_object_stream(text: bytes) -> bytes:
    """One object, number 9, packed as most programs do."""
    head = b"9 0 "
    packed = zlib.compress(head + text)
    facts = b"<< /Type /ObjStm /N 1 /First %d /Filter /FlateDecode /Length %d >>" % (
        len(head), len(packed),
    )  # fmt: skip
    return b"8 0 obj\n" + facts + b"\nstream\n" + packed + b"\nendstream\nendobj\n"


def make_zip(entries: dict[str, Any], stored: str = "mimetype") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in entries.items():
            kind = zipfile.ZIP_STORED if name == stored else zipfile.ZIP_DEFLATED
            archive.writestr(name, text, kind)
    return file.getvalue()


DOCX = {
    "[Content_Types].xml": '<Types><Override ContentType="application/vnd.openxmlformats-'
    'officedocument.wordprocessingml.document.main+xml"/></Types>',
    "_rels/.rels": "<Relationships/>",
    "word/document.xml": "<w:document/>",
}
ODT = {
    "mimetype": "application/vnd.oasis.opendocument.text",
    "content.xml": "<office:document-content/>",
    "META-INF/manifest.xml": "<manifest:manifest/>",
}
EPUB = {
    "mimetype": "application/epub+zip",
    "META-INF/container.xml": "<container/>",
    "one.xhtml": "<html/>",
}


def make_mp3(frames: int = 10, tag: bytes = b"") -> bytes:
    frame = b"\xff\xfb\x90\x00" + bytes(413)  # 128 kbit/s at 44,100 Hz
    return tag + frame * frames


def make_ogg(first: bytes = b"OpusHead" + bytes(11)) -> bytes:
    return make_ogg_page(2, first) + make_ogg_page(4, b"sound")


def make_ogg_page(flags: int, body: bytes) -> bytes:
    return b"OggS\0" + bytes([flags]) + bytes(20) + b"\x01" + bytes([len(body)]) + body


def make_box(kind: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I", 8 + len(body)) + kind + body


def make_mp4(handler: bytes = b"vide", brand: bytes = b"isom", film: bytes = b"film") -> bytes:
    track = make_box(b"trak", make_box(b"mdia", make_box(b"hdlr", bytes(8), handler, bytes(12))))
    return (
        make_box(b"ftyp", brand, bytes(4), brand)
        + make_box(b"moov", track)
        + make_box(b"mdat", film)
    )


WHOLE = {
    "pdf": make_pdf(),
    "docx": make_zip(DOCX),
    "odt": make_zip(ODT),
    "epub": make_zip(EPUB),
    "txt": "Plain words, “quoted”.\n".encode(),
    "mp3": make_mp3(),
    "ogg": make_ogg(),
    "mp4": make_mp4(),
}
