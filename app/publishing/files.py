"""The files of a paper's draft: added, changed, put in order and taken out, as contents."""

from __future__ import annotations

from typing import NamedTuple

from msgspec.structs import replace

from app.core.errors import NotFoundError, RefusedError
from app.core.storage import Stored
from app.papers.enums import FileFormat, FileKind
from app.papers.file_links import language_of
from app.papers.languages import ENGLISH, WELSH
from app.publishing.contents import Content, FileContent, PaperContent

MOST_FILES = 30


class Said(NamedTuple):
    """What staff say of a file."""

    kind: FileKind
    language: str
    title: str


def get_file_of(content: Content, name: str) -> FileContent:
    files = content.files if isinstance(content, PaperContent) else ()
    for file in files:
        if file.name == name:
            return file
    raise NotFoundError(f"there is no file {name!r}")


def why_not_add(content: PaperContent) -> str | None:
    if len(content.files) >= MOST_FILES:
        return f"A paper can have up to {MOST_FILES} files: take one out first."
    return None


def why_not_kind(kind: FileKind, found: FileFormat) -> str | None:
    """Why a file of this format cannot be of this kind, as a sentence, or None."""
    if found in kind.formats:
        return None
    taken = " or ".join(format.label for format in kind.formats)
    return f"{kind.label} is taken as {taken}, and this file is {found.label}."


def add_file(content: PaperContent, stored: Stored, found: FileFormat, said: Said) -> PaperContent:
    """The content itself where it has the file already; raises RefusedError for too many."""
    language = language_of(said.kind, said.language)
    whole = (stored.sha256, said.kind, language, said.title)
    if whole in ((file.sha256, file.kind, file.language, file.title) for file in content.files):
        return content
    if reason := why_not_add(content):
        raise RefusedError(reason)
    file = FileContent(
        kind=said.kind,
        format=found,
        name=_make_name(content, said.kind, language, found),
        sha256=stored.sha256,
        size=stored.size,
        language=language,
        title=said.title,
    )
    return replace(content, files=(*content.files, file))


def change_file(content: PaperContent, name: str, said: Said) -> PaperContent:
    """The name in the address follows the kind and the language.

    Raises RefusedError for a kind that does not come in the file's format.
    """
    kind, language = said.kind, language_of(said.kind, said.language)
    old = get_file_of(content, name)
    if reason := why_not_kind(kind, old.format):
        raise RefusedError(reason)
    if (kind, language) != (old.kind, old.language):
        name = _make_name(remove_file(content, name), kind, language, old.format)
    new = replace(old, kind=kind, language=language, title=said.title, name=name)
    return replace(content, files=tuple(new if file is old else file for file in content.files))


def remove_file(content: PaperContent, name: str) -> PaperContent:
    gone = get_file_of(content, name)
    return replace(content, files=tuple(file for file in content.files if file is not gone))


def raise_file(content: PaperContent, name: str) -> PaperContent:
    """One place further up; the first one stays."""
    files = list(content.files)
    place = files.index(get_file_of(content, name))
    if place:
        files[place - 1], files[place] = files[place], files[place - 1]
    return replace(content, files=tuple(files))


def _make_name(content: PaperContent, kind: FileKind, language: str, found: FileFormat) -> str:
    """Such as "easy-read.pdf", "original-pl.pdf", "other-2.txt"; what people sent plays no part."""
    taken = {file.name for file in content.files}
    stem = kind.value.replace("_", "-")
    if language != ENGLISH and language != language_of(kind, ENGLISH) and language != WELSH:
        stem += f"-{language}"
    candidates = (f"{stem}{f'-{number}' if number > 1 else ''}.{found.value}"
                  for number in range(1, MOST_FILES + 2))  # fmt: skip
    return next(name for name in candidates if name not in taken)
