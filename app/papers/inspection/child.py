"""The process in which one file is looked through: run by its path, with the file as its input.

It sets its own limits, so it ends by itself even where the site was killed meanwhile, and it
answers with one line of JSON. It needs nothing but Python's own library.
"""

from __future__ import annotations

import contextlib
import json
import resource
import signal
import sys
from pathlib import Path
from types import ModuleType

TOO_LARGE = "This file takes too much memory to look through: save it anew, smaller."


def _set_limits(memory: int, seconds: int, patience: int) -> None:
    """In bytes, seconds of the processor and seconds of the clock; no file is opened after this."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(patience)
    for kind, limit in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 0),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, memory),
    ):
        with contextlib.suppress(ValueError, OSError):  # some systems know no limit of memory
            resource.setrlimit(kind, (limit, limit))


def _name_package() -> None:
    """`app` without what it starts, so that this process is ready in a few milliseconds."""
    package = ModuleType("app")
    package.__path__ = [str(Path(__file__).resolve().parents[2])]
    sys.modules["app"] = package


def _answer(kind: str) -> dict[str, str]:
    from app.papers.enums import FileKind  # noqa: PLC0415 - after _name_package
    from app.papers.inspection import inspect_file  # noqa: PLC0415
    from app.papers.inspection.problems import UnfitFileError  # noqa: PLC0415

    "".encode("cp437")  # the characters of names in a ZIP, found while files can still be opened
    _set_limits(*map(int, sys.argv[2:]))
    try:
        return {"format": inspect_file(sys.stdin.buffer, FileKind(kind)).value}
    except UnfitFileError as refusal:
        return {"reason": refusal.reason}
    except MemoryError:
        return {"reason": TOO_LARGE}


if __name__ == "__main__":
    _name_package()
    sys.stdout.write(json.dumps(_answer(sys.argv[1])))
