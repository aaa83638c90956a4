"""Which files of the instance folder a backup holds, and putting them back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from app.backup.archive import BackupError, Reader, Writer
from app.core.storage import FOLDER as STORE

FOLDER = "files/"
SECRET = "secret_key"  # noqa: S105 - the name of a file
# Databases are saved by their own means; the queue's is made anew from the outbox.
LEFT_OUT_SUFFIXES = (".sqlite3", ".sqlite3-wal", ".sqlite3-shm", ".partial", ".db")
LEFT_OUT_FOLDERS = ("metrics", "backups")


def add_files(instance: Path, writer: Writer, archive: Path, *, with_secret: bool) -> None:
    for path in _files_of(instance):
        name = path.relative_to(instance).as_posix()
        if path != archive and (name != SECRET or with_secret):
            writer.add_file(FOLDER + name, path)


def _files_of(instance: Path) -> Iterator[Path]:
    """Plain files in a steady order; a link could lead anywhere and is left out."""
    for path in sorted(instance.rglob("*")):
        place = path.relative_to(instance)
        is_plain = path.is_file() and not path.is_symlink()
        is_left_out = place.parts[0] in LEFT_OUT_FOLDERS or place.name.endswith(LEFT_OUT_SUFFIXES)
        if is_plain and not is_left_out:
            yield path


def why_not_held(reader: Reader, sha256: str) -> str | None:
    """What is wrong with a stored file in the backup, as the end of a sentence."""
    found = reader.manifest.parts.get(f"{FOLDER}{STORE}/{sha256[:2]}/{sha256}")
    if found is None:
        return "is missing"
    return None if found == sha256 else "has changed"


def put_back(reader: Reader, instance: Path) -> int:
    """Write the saved files into the instance folder; how many there were."""
    names = reader.names(FOLDER)
    for name in names:
        place = PurePosixPath(name.removeprefix(FOLDER))
        if place.is_absolute() or ".." in place.parts:
            raise BackupError(f"The backup holds a file outside the instance folder: {place}.")
        path = instance / place
        path.parent.mkdir(parents=True, exist_ok=True)
        reader.copy_to(name, path)
        if place.name == SECRET:
            path.chmod(0o600)
    return len(names)
