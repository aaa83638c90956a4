"""The file of a backup: a ZIP of parts, and a manifest with what must be in them.

The manifest is written last, so a file whose writing was cut short has none and is refused.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO

FORMAT = 1
MANIFEST = "manifest.json"
BLOCK = 1 << 20


class BackupError(Exception):
    """Why a backup cannot be made or used; the message is a sentence for the operator."""


@dataclass
class Manifest:
    """`tables` counts rows by table, `parts` holds the SHA-256 of each part in hexadecimal."""

    made_at: str
    database: str
    revision: str
    secret_mark: str
    tables: dict[str, int] = field(default_factory=dict)
    parts: dict[str, str] = field(default_factory=dict)
    format: int = FORMAT


class HashingStream:
    """Passes bytes on and remembers their hash."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream = stream
        self.digest = hashlib.sha256()

    def write(self, block: bytes | memoryview) -> int:
        self.digest.update(block)
        return self.stream.write(block)


class Writer:
    def __init__(self, file: zipfile.ZipFile, manifest: Manifest) -> None:
        self.file = file
        self.manifest = manifest

    @contextmanager
    def part(self, name: str) -> Iterator[HashingStream]:
        with self.file.open(name, "w", force_zip64=True) as stream:
            hashing = HashingStream(stream)
            yield hashing
        self.manifest.parts[name] = hashing.digest.hexdigest()

    def add_file(self, name: str, path: Path) -> None:
        with path.open("rb") as source, self.part(name) as stream:
            shutil.copyfileobj(source, stream, BLOCK)


@contextmanager
def write_archive(path: Path, manifest: Manifest) -> Iterator[Writer]:
    """A new file that only its owner may read, on the disk when the block ends."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as raw:
        with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as file:
            yield Writer(file, manifest)
            file.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1, sort_keys=True))
        raw.flush()
        os.fsync(raw.fileno())


class Reader:
    def __init__(self, file: zipfile.ZipFile, manifest: Manifest) -> None:
        self.file = file
        self.manifest = manifest

    def names(self, folder: str) -> list[str]:
        return [name for name in self.manifest.parts if name.startswith(folder)]

    def copy_to(self, name: str, path: Path) -> None:
        """Write a part to a place, whole or not at all."""
        partial = path.with_name(path.name + ".partial")
        with self.file.open(name) as source, partial.open("wb") as target:
            shutil.copyfileobj(source, target, BLOCK)
        partial.replace(path)


@contextmanager
def read_archive(path: Path) -> Iterator[Reader]:
    """Every part has been read and its hash compared; raises BackupError when anything differs."""
    try:
        with zipfile.ZipFile(path) as file:
            reader = Reader(file, _read_manifest(file))
            _verify(reader)
            yield reader
    except FileNotFoundError:
        raise BackupError(f"There is no file {path}.") from None
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise BackupError(f"The file is damaged or no backup: {error}.") from error


def _read_manifest(file: zipfile.ZipFile) -> Manifest:
    try:
        manifest = Manifest(**json.loads(file.read(MANIFEST)))
    except (KeyError, TypeError, ValueError) as error:
        raise BackupError(
            "The file is no backup of this site: its manifest is unusable."
        ) from error
    if manifest.format != FORMAT:
        raise BackupError(f"The backup has format {manifest.format}, this code reads {FORMAT}.")
    return manifest


def _verify(reader: Reader) -> None:
    expected = sorted([MANIFEST, *reader.manifest.parts])
    if sorted(reader.file.namelist()) != expected:
        raise BackupError(
            "The file is damaged: it does not hold the parts that its manifest names."
        )
    for name, expected_hash in reader.manifest.parts.items():
        with reader.file.open(name) as stream:
            digest = hashlib.sha256()
            while block := stream.read(BLOCK):
                digest.update(block)
            if digest.hexdigest() != expected_hash:
                raise BackupError(f"The file is damaged: {name} is not what it was.")
