"""Formats that are a ZIP of files: Word, OpenDocument and EPUB."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from zipfile import ZipFile, ZipInfo

from app.papers.enums import FileFormat
from app.papers.inspection.problems import UnfitFileError, need

MOST_ENTRIES = 5_000
MOST_UNPACKED = 250_000_000
MOST_PACKED = 200  # how many times smaller than itself an entry may be
SMALL = 1_000_000
BLOCK = 1_000_000
NOT_WHOLE = "This file is damaged or not what it seems: save it anew, and choose that."
TOO_MUCH = "This file would be too large when unpacked."
UNKNOWN = "This is a ZIP of something else than a Word, OpenDocument or EPUB document."
MACROS = "This document holds macros, which are programs: save it without them."
PROTECTED = "This document is protected: take the protection off first."
LEADS_OUT = "This document fetches parts from elsewhere: save it without its template and links."
_MACROS = re.compile(r"(^|/)(vbaproject\.bin|vbadata\.xml|activex/|basic/|scripts/)|\.js$", re.I)
_FETCHES = re.compile(rb"attachedTemplate|/(frame|subDocument|oleObject|aFChunk)\"", re.I)
_MIMETYPE = "mimetype"
_KINDS = {
    b"application/vnd.oasis.opendocument.text": FileFormat.ODT,
    b"application/epub+zip": FileFormat.EPUB,
}
_NEEDED = {
    FileFormat.DOCX: ("[Content_Types].xml", "_rels/.rels", "word/document.xml"),
    FileFormat.ODT: ("content.xml", "META-INF/manifest.xml"),
    FileFormat.EPUB: ("META-INF/container.xml",),
}


def inspect_packed(data: bytes) -> FileFormat:
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            _check_entries(archive, data)
            return _tell_format(archive)
    except (zipfile.BadZipFile, NotImplementedError, zlib.error, EOFError, RuntimeError):
        raise UnfitFileError(NOT_WHOLE) from None


def _check_entries(archive: ZipFile, data: bytes) -> None:
    """Both lists of a ZIP must tell the same; what stands before, between or after is refused."""
    entries = archive.infolist()
    need(0 < len(entries) <= MOST_ENTRIES, TOO_MUCH)
    need(data.startswith(b"PK\x03\x04") and archive.start_dir > 0, NOT_WHOLE)
    need(data.rfind(b"PK\x05\x06") == len(data) - 22 and not archive.comment, NOT_WHOLE)
    names = [entry.filename for entry in entries]
    need(len({name.lower() for name in names}) == len(names), NOT_WHOLE)
    need(min(entry.header_offset for entry in entries) == 0, NOT_WHOLE)
    need(sum(entry.file_size for entry in entries) <= MOST_UNPACKED, TOO_MUCH)
    for entry in entries:
        _check_entry(archive, entry)


def _check_entry(archive: ZipFile, entry: ZipInfo) -> None:
    path = entry.filename.split("/")
    need(".." not in path and path[0] != "" and "\\" not in entry.filename, NOT_WHOLE)
    need(not entry.flag_bits & 1, PROTECTED)
    need(not _MACROS.search(entry.filename), MACROS)
    is_bomb = entry.file_size > SMALL and entry.file_size > MOST_PACKED * entry.compress_size
    need(not is_bomb, TOO_MUCH)
    with archive.open(entry) as file:  # compares the name and, at the end, the checksum
        while file.read(BLOCK):
            pass


def _tell_format(archive: ZipFile) -> FileFormat:
    first = archive.infolist()[0]
    found = FileFormat.DOCX
    if first.filename == _MIMETYPE:
        need(first.compress_type == zipfile.ZIP_STORED, NOT_WHOLE)
        kind = _KINDS.get(archive.read(first))
        need(kind is not None, UNKNOWN)
        found = kind or found
    names = set(archive.namelist())
    need(names.issuperset(_NEEDED[found]), UNKNOWN)
    {
        FileFormat.DOCX: _check_docx,
        FileFormat.ODT: _check_odt,
        FileFormat.EPUB: _check_epub,
    }[found](archive)
    return found


def _check_docx(archive: ZipFile) -> None:
    types = archive.read("[Content_Types].xml")
    need(b"macroEnabled" not in types and b"vbaProject" not in types, MACROS)
    need(b"wordprocessingml.document.main+xml" in types, UNKNOWN)
    need(not any(name.startswith("word/embeddings/") and name.endswith(".bin")
                 for name in archive.namelist()), MACROS)  # fmt: skip
    for name in archive.namelist():
        if not name.endswith((".xml", ".rels")):
            continue
        text = archive.read(name)
        need(b"<!DOCTYPE" not in text and b"<!ENTITY" not in text, NOT_WHOLE)
        if name.endswith(".rels"):
            _check_relations(text)


def _check_relations(text: bytes) -> None:
    """Links that a reader follows are theirs to follow; what is fetched on opening is refused."""
    for relation in re.findall(rb"<Relationship\b[^>]*>", text):
        if re.search(rb"TargetMode\s*=\s*[\"']External", relation):
            need(not _FETCHES.search(relation), LEADS_OUT)


def _check_odt(archive: ZipFile) -> None:
    manifest = archive.read("META-INF/manifest.xml")
    need(b"encryption-data" not in manifest, PROTECTED)
    need(b"<script:event-listener" not in archive.read("content.xml"), MACROS)


def _check_epub(archive: ZipFile) -> None:
    need("META-INF/rights.xml" not in archive.namelist(), PROTECTED)
    for name in archive.namelist():
        if name.lower().endswith((".xhtml", ".html", ".htm", ".svg")):
            need(not re.search(rb"<script\b", archive.read(name), re.I), MACROS)
