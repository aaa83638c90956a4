"""Formats that are a ZIP of files: Word, OpenDocument and EPUB."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from zipfile import ZipFile, ZipInfo

from app.papers.enums import FileFormat
from app.papers.inspection.markup import NOT_WHOLE, Watch, is_markup, read_markup
from app.papers.inspection.parts import (
    MACROS,
    PROTECTED,
    Fields,
    check_epub_element,
    check_epub_text,
    check_odt_element,
    check_relation,
    check_style,
    check_types,
)
from app.papers.inspection.problems import UnfitFileError, need

MOST_ENTRIES = 5_000
MOST_UNPACKED = 250_000_000
MOST_PACKED = 200  # how many times smaller than itself an entry may be
SMALL = 1_000_000
BLOCK = 1_000_000
MOST_RELATIONS, MOST_MARKUP, MOST_STYLE = 1_000_000, 20_000_000, 5_000_000  # bytes of a part
_HEAD = 64  # bytes by which XML is known
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
TOO_MUCH = "This file would be too large when unpacked."
UNKNOWN = "This is a ZIP of something else than a Word, OpenDocument or EPUB document."
_MACROS = re.compile(r"(^|/)(vbaproject\.bin|vbadata\.xml|activex/|basic/|scripts/)|\.m?js$", re.I)
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
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, UnicodeDecodeError):
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
    need(entry.compress_type in _METHODS, NOT_WHOLE)
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
        need(first.compress_type == zipfile.ZIP_STORED and first.file_size < 200, NOT_WHOLE)
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
    _read(archive, "[Content_Types].xml", Watch(check_types), MOST_RELATIONS)
    types = archive.read("[Content_Types].xml")
    need(b"wordprocessingml.document.main+xml" in types, UNKNOWN)
    need(not any(name.lower().startswith("word/embeddings/") and name.lower().endswith(".bin")
                 for name in archive.namelist()), MACROS)  # fmt: skip
    for name in _list_markup(archive, (".xml", ".rels")):
        if name.lower().endswith(".rels"):
            _read(archive, name, Watch(check_relation), MOST_RELATIONS)
        elif not name.lower().endswith(".svg"):
            fields = Fields()
            _read(archive, name, Watch(fields.element, fields.text), MOST_MARKUP)


def _check_odt(archive: ZipFile) -> None:
    for name in _list_markup(archive, (".xml", ".rdf")):
        if not name.lower().endswith(".svg"):
            _read(archive, name, Watch(check_odt_element), MOST_MARKUP)


def _check_epub(archive: ZipFile) -> None:
    need("META-INF/rights.xml" not in archive.namelist(), PROTECTED)
    watch = Watch(check_epub_element, check_epub_text, may_have_doctype=True)
    for name in _list_markup(archive, (".xhtml", ".html", ".htm", ".svg", ".xml", ".opf", ".ncx")):
        _read(archive, name, watch, MOST_MARKUP)
    for entry in archive.infolist():
        if entry.filename.lower().endswith(".css"):
            need(entry.file_size <= MOST_STYLE, TOO_MUCH)
            check_style(archive.read(entry).decode("latin-1"))


def _list_markup(archive: ZipFile, endings: tuple[str, ...]) -> list[str]:
    """The names of the parts that are XML by their names or by how they begin; some are empty."""
    names = [entry.filename for entry in archive.infolist() if entry.file_size]
    return [name for name in names if name.lower().endswith(endings) or _begins(archive, name)]


def _begins(archive: ZipFile, name: str) -> bool:
    with archive.open(name) as file:
        return is_markup(file.read(_HEAD))


def _read(archive: ZipFile, name: str, watch: Watch, most: int) -> None:
    need(archive.getinfo(name).file_size <= most, TOO_MUCH)
    with archive.open(name) as file:
        read_markup(file, watch)
