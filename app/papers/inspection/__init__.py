"""What a file is, by its signature and its structure, never by its name; and what it may not hold.

A file is handed on to thousands of readers, so it must be what it says, whole, and without
anything in it that acts by itself.
"""

from __future__ import annotations

from typing import IO

from app.papers.enums import FileFormat, FileKind
from app.papers.inspection.media import inspect_mp3, inspect_mp4, inspect_ogg
from app.papers.inspection.packed import inspect_packed
from app.papers.inspection.pdf import inspect_pdf
from app.papers.inspection.plain import inspect_plain
from app.papers.inspection.problems import UnfitFileError, need

LARGEST_FILE = 25_000_000
EMPTY = "The file is empty."
TOO_LARGE = "A file can have up to 25 MB."
DAMAGED = "This file is damaged: save it anew, and choose that."


def inspect_file(file: IO[bytes], kind: FileKind) -> FileFormat:
    """The format of a whole file of at most LARGEST_FILE bytes; see `apart` for hostile ones.

    Raises UnfitFileError, with a sentence, for one that cannot be taken as this kind.
    """
    data = file.read(LARGEST_FILE + 1)
    need(bool(data), EMPTY)
    need(len(data) <= LARGEST_FILE, TOO_LARGE)
    try:
        found = _inspect(data, kind)
    except (UnfitFileError, MemoryError):
        raise
    except Exception:  # whatever a broken file breaks, it is the file's fault
        raise UnfitFileError(DAMAGED) from None
    if found not in kind.formats:
        taken = " or ".join(format.label for format in kind.formats)
        raise UnfitFileError(f"This is {found.label}; {kind.label} is taken as {taken}.")
    return found


def _inspect(data: bytes, kind: FileKind) -> FileFormat:
    if data.startswith(b"%PDF-"):
        return inspect_pdf(data)
    if data.startswith(b"PK"):
        return inspect_packed(data)
    if data.startswith(b"OggS"):
        return inspect_ogg(data)
    if data[4:8] == b"ftyp":
        return inspect_mp4(data)
    if data.startswith(
        (b"ID3", b"\xff\xfa", b"\xff\xfb", b"\xff\xf2", b"\xff\xf3", b"\xff\xe2", b"\xff\xe3")
    ):
        return inspect_mp3(data)
    return inspect_plain(data, kind)
