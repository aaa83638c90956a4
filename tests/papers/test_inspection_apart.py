"""A file is looked through in a process of its own, which a hostile file cannot outlive."""

from __future__ import annotations

import io
import os
import subprocess
import sys

import pytest

from app.papers.enums import FileFormat, FileKind
from app.papers.inspection import LARGEST_FILE, apart
from app.papers.inspection.apart import TAKES_TOO_LONG, Limits, inspect_apart
from app.papers.inspection.problems import UnfitFileError
from tests.papers.samples import WHOLE


def why_not(data, kind=FileKind.OTHER, **limits):
    with pytest.raises(UnfitFileError) as refusal:
        inspect_apart(io.BytesIO(data), kind, Limits(**limits))
    return refusal.value.reason


def use_child(monkeypatch, tmp_path, program):
    child = tmp_path / "child.py"
    child.write_text(program)
    monkeypatch.setattr(apart, "CHILD", child)


@pytest.mark.parametrize(("ending", "data"), WHOLE.items())
def test_each_format_is_known(ending, data):
    assert inspect_apart(io.BytesIO(data), FileKind.OTHER) is FileFormat(ending)


def test_a_refusal_is_the_same_sentence():
    assert why_not(b"\xff\xfe").startswith("This is no file that can be taken")
    assert why_not(WHOLE["pdf"], FileKind.AUDIO) == (
        "This is PDF; Audio is taken as MP3 or Ogg audio."
    )
    assert why_not(b"") == "The file is empty."
    assert why_not(b"x" * (LARGEST_FILE + 1)) == "A file can have up to 25 MB."


def test_a_file_that_takes_too_much_memory_is_refused():
    assert "too much memory" in why_not(b"x" * 20_000_000, memory=40_000_000)


def test_a_file_that_takes_too_long_is_refused(monkeypatch):
    """With no patience left, the clock ends it before it has answered."""
    assert why_not(b"x" * 20_000_000 + b"\xff", patience=1, seconds=0) == TAKES_TOO_LONG


def test_a_process_that_does_not_end_itself_is_ended_and_none_is_left(monkeypatch, tmp_path):
    note = tmp_path / "number"
    program = "import os, pathlib, time\npathlib.Path({!r}).write_text(str(os.getpid()))\n"
    use_child(monkeypatch, tmp_path, program.format(str(note)) + "time.sleep(60)\n")
    monkeypatch.setattr(apart, "_GRACE", 0)
    assert why_not(b"x", patience=1) == TAKES_TOO_LONG
    with pytest.raises(ProcessLookupError):
        os.kill(int(note.read_text()), 0)


def test_a_process_that_cannot_begin_is_no_fault_of_the_file(monkeypatch, tmp_path):
    use_child(monkeypatch, tmp_path, "raise SystemExit(3)\n")
    with pytest.raises(ChildProcessError):
        inspect_apart(io.BytesIO(b"x"), FileKind.OTHER)


def test_it_is_told_no_secret(monkeypatch, tmp_path):
    use_child(
        monkeypatch,
        tmp_path,
        "import json, os\nprint(json.dumps({'reason': ' '.join(os.environ)}))\n",
    )
    monkeypatch.setenv("SOUNDINGS_SECRET_KEY", "x" * 40)
    assert "SOUNDINGS" not in why_not(b"x")


def test_it_imports_nothing_but_the_inspection():
    """It starts quickly, and what it cannot reach cannot be misused."""
    program = (
        "import runpy, sys\n"
        f"sys.argv[1:] = ['other', '1000000000', '20', '30']\n"
        f"runpy.run_path({str(apart.CHILD)!r}, run_name='__main__')\n"
        "sys.stderr.write(' '.join(sys.modules))\n"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", program], input=b"x", capture_output=True, check=True
    )
    modules = set(done.stderr.decode().split())
    assert done.stdout == b'{"format": "txt"}'
    assert modules.isdisjoint({"flask", "sqlalchemy", "socket", "subprocess"})
    assert {name.split(".")[1] for name in modules if name.startswith("app.")} == {"core", "papers"}
