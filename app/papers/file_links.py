"""The files beside a paper as its pages list them: in words, with format and size."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from app.core.text import say_size
from app.papers.enums import FileFormat, FileKind
from app.papers.languages import BRITISH_SIGN_LANGUAGE, ENGLISH, LANGUAGES, WELSH


class File(Protocol):
    """What a draft's file and a published one have in common."""

    @property
    def kind(self) -> FileKind: ...
    @property
    def format(self) -> FileFormat: ...
    @property
    def name(self) -> str: ...
    @property
    def size(self) -> int: ...
    @property
    def language(self) -> str: ...
    @property
    def title(self) -> str: ...


@dataclass(frozen=True)
class FileLink:
    address: str
    words: str
    facts: str
    language: str
    media_type: str


def link_files(files: Iterable[File], address_of: Callable[[str], str]) -> list[FileLink]:
    """`address_of` makes a file's address from its name."""
    return [
        FileLink(
            address_of(file.name),
            say_file(file),
            f"{file.format.label}, {say_size(file.size)}",
            file.language,
            file.format.media_type.partition(";")[0],
        )
        for file in files
    ]


def say_file(file: File) -> str:
    """ "Easy Read", "The original, in Polish", "Other: The survey's questions"."""
    words = file.title if file.kind is FileKind.OTHER and file.title else file.kind.label
    if file.language not in (ENGLISH, BRITISH_SIGN_LANGUAGE) and file.kind is not FileKind.WELSH:
        words += f", in {LANGUAGES.get(file.language, file.language)}"
    if file.title and file.kind is not FileKind.OTHER:
        words += f": {file.title}"
    return words


def language_of(kind: FileKind, chosen: str) -> str:
    """Some kinds have a language of their own, whatever was chosen."""
    return {FileKind.WELSH: WELSH, FileKind.SIGNED: BRITISH_SIGN_LANGUAGE}.get(kind, chosen)
