"""Plain text in UTF-8, and braille ready files, which are plain text of few characters."""

from __future__ import annotations

import re

from app.papers.enums import FileFormat, FileKind
from app.papers.inspection.problems import UnfitFileError, need

UNKNOWN = (
    "This is no file that can be taken: PDF, Word (.docx), OpenDocument (.odt), EPUB, plain text "
    "in UTF-8, braille (.brf), MP3, Ogg audio or MP4 video."
)
NO_BRAILLE = "A braille ready file holds braille ASCII alone: letters, digits, signs, page ends."
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
_MARKUP = re.compile(
    r"\ufeff?\s*(<(!doctype|html|svg|\?xml|script|head|body)\b|<!--|#!|\{\\rtf|%!|%PDF)", re.I
)
_BRAILLE = re.compile(rb"[\x20-\x7e\r\n\f\x1a]+")


def inspect_plain(data: bytes, kind: FileKind) -> FileFormat:
    if kind is FileKind.BRAILLE:
        need(_BRAILLE.fullmatch(data) is not None, NO_BRAILLE)
        return FileFormat.BRAILLE
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise UnfitFileError(UNKNOWN) from None
    need(not _CONTROL.search(text) and not _MARKUP.match(text), UNKNOWN)
    return FileFormat.TEXT
