"""Files that people sent, under the SHA-256 of what is in them: kept once, and never changed.

A file is whole on the disk before the row that names it is committed, so no row ever names one
that is not there.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BufferedReader
from pathlib import Path
from typing import IO

from flask import Flask, current_app

FOLDER = "papers"
BLOCK = 1_000_000
PARTIAL, UNNAMED = ".partial", ".unnamed"
_NAME = re.compile(r"[0-9a-f]{64}")


class TooLargeError(Exception):
    """There is more of it than may be kept."""


@dataclass(frozen=True)
class Stored:
    """A kept file; `size` is in bytes."""

    sha256: str
    size: int


class Store:
    """The files of one folder, which many machines may share."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, file: IO[bytes], limit: int) -> Stored:
        """Keep a file from where it is read now on; raises TooLargeError beyond `limit` bytes."""
        self.folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self.folder, suffix=PARTIAL)
        try:
            with os.fdopen(handle, "wb") as copy:
                stored = _copy(file, copy, limit)
            place = self.path_of(stored.sha256)
            place.parent.mkdir(exist_ok=True)
            Path(name).replace(place)
            self._mark_of(stored.sha256).unlink(missing_ok=True)
            _settle(place.parent)
            _settle(self.folder)
        finally:
            Path(name).unlink(missing_ok=True)
        return stored

    def path_of(self, sha256: str) -> Path:
        """Where the file lies, or would; raises ValueError for what is no SHA-256."""
        if not _NAME.fullmatch(sha256):
            raise ValueError("a stored file is named by its SHA-256")
        return self.folder / sha256[:2] / sha256

    def open(self, sha256: str) -> BufferedReader:
        """Raises FileNotFoundError where it is lost."""
        return self.path_of(sha256).open("rb")

    def why_not_whole(self, sha256: str) -> str | None:
        """What is wrong with a kept file, as the end of a sentence; reads all of it."""
        try:
            with self.open(sha256) as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError:
            return "is missing"
        return None if found == sha256 else "has changed"

    def forget(self, unnamed: Iterable[str], before: datetime) -> int:
        """Delete those of the unnamed that were so before already; gives how many.

        The others are marked, and no longer once they are named or kept again. What an upload that
        was cut off has left goes as well.
        """
        unnamed = set(unnamed)
        for mark in self.folder.glob(f"??/*{UNNAMED}"):
            if mark.stem not in unnamed:
                mark.unlink(missing_ok=True)
        for cut_off in self.folder.glob(f"*{PARTIAL}"):
            if _changed_at(cut_off) < before:
                cut_off.unlink(missing_ok=True)
        return sum([self._forget_one(sha256, before) for sha256 in sorted(unnamed)])

    def _forget_one(self, sha256: str, before: datetime) -> bool:
        mark = self._mark_of(sha256)
        if not mark.exists():
            mark.touch()
            return False
        if _changed_at(mark) >= before:
            return False
        self.path_of(sha256).unlink(missing_ok=True)
        mark.unlink(missing_ok=True)
        return True

    def _mark_of(self, sha256: str) -> Path:
        return self.path_of(sha256).with_suffix(UNNAMED)

    def list_kept(self) -> Sequence[Path]:
        return sorted(path for path in self.folder.glob("??/*") if _NAME.fullmatch(path.name))


def _changed_at(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def _copy(file: IO[bytes], copy: IO[bytes], limit: int) -> Stored:
    digest, size = hashlib.sha256(), 0
    while block := file.read(BLOCK):
        size += len(block)
        if size > limit:
            raise TooLargeError
        digest.update(block)
        copy.write(block)
    copy.flush()
    os.fsync(copy.fileno())
    return Stored(digest.hexdigest(), size)


def _settle(folder: Path) -> None:
    """The new name, too, survives a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def init_storage(app: Flask, instance: Path) -> None:
    app.extensions["soundings_store"] = Store(instance / FOLDER)


def store() -> Store:
    kept: Store = current_app.extensions["soundings_store"]
    return kept
