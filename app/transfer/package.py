"""The files of an inquiry, in a folder or in a zip: which there are, and what is in them."""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Protocol

MOST_FILES = 5_000
LARGEST_PAGE = 2_000_000
LARGEST_FILE = 2_000_000_000
LARGEST_WHOLE = 4_000_000_000
HEAD = "inquiry.md"
# Always the same, so that the same content gives the same bytes.
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)


class PackageError(Exception):
    """The folder or the zip itself cannot be taken; says why in a sentence."""


class Package(Protocol):
    def names(self) -> list[str]:
        """The paths of all files, in order."""

    def open(self, name: str) -> IO[bytes]: ...

    def size(self, name: str) -> int: ...


class FolderPackage:
    """Plain files only: a link could lead anywhere."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._names = sorted(
            path.relative_to(folder).as_posix()
            for path in folder.rglob("*")
            if path.is_file() and not path.is_symlink()
        )
        if len(self._names) > MOST_FILES:
            raise PackageError(f"The folder holds more than {MOST_FILES:,} files.")

    def names(self) -> list[str]:
        return self._names

    def open(self, name: str) -> IO[bytes]:
        return (self.folder / name).open("rb")

    def size(self, name: str) -> int:
        return (self.folder / name).stat().st_size


class ZipPackage:
    """A zip of the files, or of one folder with them; checked before anything is read."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        if len(entries) > MOST_FILES:
            raise PackageError(f"The zip holds more than {MOST_FILES:,} files.")
        if sum(entry.file_size for entry in entries) > LARGEST_WHOLE:
            raise PackageError("The zip would be larger than 4 GB when unpacked.")
        for entry in entries:
            if reason := _why_not_entry(entry):
                raise PackageError(f"The zip's file “{entry.filename}” {reason}.")
        top = _top_of([entry.filename for entry in entries])
        self._entries = {entry.filename.removeprefix(top): entry for entry in entries}
        if len(self._entries) != len(entries):
            raise PackageError("The zip holds two files of one name.")

    def names(self) -> list[str]:
        return sorted(self._entries)

    def open(self, name: str) -> IO[bytes]:
        return self.archive.open(self._entries[name])

    def size(self, name: str) -> int:
        return self._entries[name].file_size


def _why_not_entry(entry: zipfile.ZipInfo) -> str | None:
    path = PurePosixPath(entry.filename)
    if path.is_absolute() or ".." in path.parts or "\\" in entry.filename or ":" in path.parts[0]:
        return "lies outside the folder"
    if stat.S_ISLNK(entry.external_attr >> 16):
        return "is a link"
    if entry.flag_bits & 1:
        return "is encrypted"
    return "is larger than 2 GB" if entry.file_size > LARGEST_FILE else None


def _top_of(names: list[str]) -> str:
    """The one folder in which everything lies, with its slash; "" where there is none."""
    if HEAD in names:
        return ""
    heads = [name for name in names if name.endswith(f"/{HEAD}") and name.count("/") == 1]
    return heads[0].removesuffix(HEAD) if len(heads) == 1 else ""


@contextmanager
def open_package(path: Path) -> Iterator[Package]:
    """Raises PackageError for what is neither a folder nor a zip that can be taken."""
    if path.is_dir():
        yield FolderPackage(path)
        return
    try:
        with zipfile.ZipFile(path) as archive:
            yield ZipPackage(archive)
    except (zipfile.BadZipFile, FileNotFoundError) as error:
        raise PackageError(f"{path} is neither a folder nor a whole zip file.") from error


class Writer(Protocol):
    """Files are added one after another, in the order in which they are to lie in a zip."""

    def add(self, name: str) -> IO[bytes]: ...


class FolderWriter:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def add(self, name: str) -> IO[bytes]:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("wb")


class ZipWriter:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive

    def add(self, name: str) -> IO[bytes]:
        entry = zipfile.ZipInfo(name, _ZIP_TIME)
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.create_system = 3
        entry.external_attr = 0o600 << 16
        return self.archive.open(entry, "w", force_zip64=True)


@contextmanager
def create_package(path: Path) -> Iterator[Writer]:
    """A new folder, or a new zip where the name ends in .zip; raises PackageError over others.

    It may hold what is not public, so nobody but its owner can read it.
    """
    if path.exists() and not (path.is_dir() and not any(path.iterdir())):
        raise PackageError(f"{path} is there already: export into a new folder or zip file.")
    if path.suffix == ".zip":
        path.touch(0o600)
        with zipfile.ZipFile(path, "w") as archive:
            yield ZipWriter(archive)
    else:
        path.mkdir(0o700, parents=True, exist_ok=True)
        yield FolderWriter(path)


def as_text(file: IO[bytes]) -> io.TextIOWrapper:
    return io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
