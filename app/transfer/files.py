"""The files beside a paper in a package: looked through as those that staff send, and kept."""

from __future__ import annotations

import hashlib
import io
import re
import shutil
from zipfile import BadZipFile

from app.core.errors import RefusedError
from app.core.storage import store
from app.papers.enums import FileKind
from app.papers.inspection import LARGEST_FILE
from app.papers.inspection.apart import inspect_apart
from app.papers.languages import ENGLISH, LANGUAGES
from app.publishing.contents import FileContent
from app.publishing.files import MOST_FILES, Said
from app.transfer.facts import Facts
from app.transfer.package import Package, PackageError, Writer
from app.transfer.texts import Texts, paper_of

NAME_LIMIT = 80
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\.[a-z0-9]+")
_KINDS = {kind.value: kind for kind in FileKind}


def place_of(slug: str, name: str) -> str:
    return f"papers/{slug}/files/{name}"


def read_files(facts: Facts, slug: str, package: Package) -> tuple[FileContent, ...]:
    """What the tables `[[files]]` of a paper name, in their order."""
    entries = facts.tables("files")
    if len(entries) > MOST_FILES:
        facts.complain("files", f"A paper can have up to {MOST_FILES} files.")
        return ()
    found = [file for entry in entries if (file := _read_file(entry, slug, package))]
    if len({file.name for file in found}) < len(found):
        facts.complain("files", "Two files have one name.")
    return tuple(found)


def _read_file(facts: Facts, slug: str, package: Package) -> FileContent | None:
    name, kind = facts.line("name", NAME_LIMIT), facts.line("kind")
    language, title = facts.line("language") or ENGLISH, facts.line("title")
    facts.refuse_others()
    if kind not in _KINDS:
        facts.complain("kind", f"A file's kind is one of {', '.join(_KINDS)}.")
        return None
    if language not in LANGUAGES:
        facts.complain("language", f"A file's language is one of {', '.join(LANGUAGES)}.")
        return None
    place = place_of(slug, name)
    if not _NAME.fullmatch(name) or place not in package.names():
        facts.complain("name", f"There is no file {place}.")
        return None
    return _look_through(facts, name, place, package, Said(_KINDS[kind], language, title))


def _look_through(
    facts: Facts, name: str, place: str, package: Package, said: Said
) -> FileContent | None:
    try:
        with package.open(place) as file:
            data = file.read(LARGEST_FILE + 1)
        found = inspect_apart(io.BytesIO(data), said.kind)
    except (RefusedError, BadZipFile, OSError) as error:
        reason = error.reason if isinstance(error, RefusedError) else "It is damaged."
        facts.complain("name", f"{place} cannot be taken. {reason}")
        return None
    if not name.endswith(f".{found.value}"):
        facts.complain("name", f"The name of {place} has to end in .{found.value}.")
    return FileContent(
        kind=said.kind,
        format=found,
        name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        language=said.language,
        title=said.title,
    )


def keep_files(package: Package, texts: Texts) -> None:
    """Store what the papers name, before anything names it on the site."""
    for text in texts.papers:
        for file in paper_of(text).files:
            with package.open(place_of(text.slug, file.name)) as opened:
                store().keep(opened, LARGEST_FILE)


def write_files(texts: Texts, writer: Writer) -> None:
    """Raises PackageError where one is lost."""
    for text in texts.papers:
        for file in paper_of(text).files:
            place = place_of(text.slug, file.name)
            try:
                with store().open(file.sha256) as kept, writer.add(place) as target:
                    shutil.copyfileobj(kept, target)
            except FileNotFoundError:
                raise PackageError(f"The site has lost {place}: `check` says more.") from None
