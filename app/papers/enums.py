"""What a file beside a paper is, and in which formats it may come."""

from __future__ import annotations

from enum import Enum


class FileFormat(Enum):
    """By its file name's ending."""

    PDF = "pdf"
    DOCX = "docx"
    ODT = "odt"
    EPUB = "epub"
    TEXT = "txt"
    BRAILLE = "brf"
    MP3 = "mp3"
    OGG = "ogg"
    MP4 = "mp4"

    @property
    def label(self) -> str:
        return _FORMATS[self][0]

    @property
    def media_type(self) -> str:
        return _FORMATS[self][1]


_FORMATS = {
    FileFormat.PDF: ("PDF", "application/pdf"),
    FileFormat.DOCX: (
        "Word",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    FileFormat.ODT: ("OpenDocument", "application/vnd.oasis.opendocument.text"),
    FileFormat.EPUB: ("EPUB", "application/epub+zip"),
    FileFormat.TEXT: ("plain text", "text/plain; charset=utf-8"),
    FileFormat.BRAILLE: ("braille ready file", "application/octet-stream"),
    FileFormat.MP3: ("MP3", "audio/mpeg"),
    FileFormat.OGG: ("Ogg audio", "audio/ogg"),
    FileFormat.MP4: ("MP4 video", "video/mp4"),
}
_TO_READ = (FileFormat.PDF, FileFormat.DOCX, FileFormat.ODT, FileFormat.EPUB, FileFormat.TEXT)


class FileKind(Enum):
    ORIGINAL = "original"
    EASY_READ = "easy_read"
    SIGNED = "bsl"
    WELSH = "welsh"
    LARGE_PRINT = "large_print"
    AUDIO = "audio"
    BRAILLE = "braille"
    OTHER = "other"

    @property
    def label(self) -> str:
        return _LABELS.get(self) or self.value.replace("_", " ").capitalize()

    @property
    def formats(self) -> tuple[FileFormat, ...]:
        return _FORMATS_OF.get(self, _TO_READ)


_LABELS = {
    FileKind.ORIGINAL: "The original",
    FileKind.EASY_READ: "Easy Read",
    FileKind.SIGNED: "British Sign Language",
}
_FORMATS_OF = {
    FileKind.SIGNED: (FileFormat.MP4,),
    FileKind.AUDIO: (FileFormat.MP3, FileFormat.OGG),
    FileKind.BRAILLE: (FileFormat.BRAILLE,),
    FileKind.OTHER: tuple(FileFormat),
}
