"""A file looked through in a process of its own, so a hostile one cannot stop or fill the site."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import astuple, dataclass
from functools import partial
from pathlib import Path
from typing import IO

from app.papers.enums import FileFormat, FileKind
from app.papers.inspection import EMPTY, LARGEST_FILE, TOO_LARGE
from app.papers.inspection.problems import UnfitFileError, need

TAKES_TOO_LONG = "This file takes too long to look through: save it anew, smaller."
CHILD = Path(__file__).with_name("child.py")
_BLOCK = 1_000_000
_GRACE = 5  # seconds beyond its own patience, before it is killed from here
_KEPT = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")  # what Python may need; never the site's secrets


@dataclass(frozen=True)
class Limits:
    memory: int = 1_000_000_000  # bytes of address space
    seconds: int = 20  # of the processor
    patience: int = 30  # seconds of the clock


LIMITS = Limits()


def inspect_apart(file: IO[bytes], kind: FileKind, limits: Limits = LIMITS) -> FileFormat:
    """As inspect_file does; raises UnfitFileError, too, for a file that goes beyond the limits.

    Raises ChildProcessError where the other process cannot begin.
    """
    with tempfile.TemporaryFile() as copy:
        _copy(file, copy)
        answer = _ask(copy, kind, limits)
    if "reason" in answer:
        raise UnfitFileError(answer["reason"])
    return FileFormat(answer["format"])


def _copy(file: IO[bytes], copy: IO[bytes]) -> None:
    for block in iter(partial(file.read, _BLOCK), b""):
        copy.write(block)
        need(copy.tell() <= LARGEST_FILE, TOO_LARGE)
    need(copy.tell() > 0, EMPTY)
    copy.seek(0)


def _ask(copy: IO[bytes], kind: FileKind, limits: Limits) -> dict[str, str]:
    words = [sys.executable, "-I", "-S", str(CHILD), kind.value, *map(str, astuple(limits))]
    try:
        done = subprocess.run(  # noqa: S603 - every word is ours
            words,
            stdin=copy,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={name: os.environ[name] for name in _KEPT if name in os.environ},
            cwd="/",
            timeout=limits.patience + _GRACE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise UnfitFileError(TAKES_TOO_LONG) from None
    if done.returncode > 0:
        raise ChildProcessError(f"The process that looks through files ended: {done.returncode}.")
    need(done.returncode == 0 and done.stdout != b"", TAKES_TOO_LONG)  # a signal ended it
    answer: dict[str, str] = json.loads(done.stdout)
    return answer
