"""Files beside papers travel with their inquiry."""

from __future__ import annotations

import pytest

from app.core.db import db
from app.core.storage import store
from app.papers.models import PaperFile
from tests.papers.samples import WHOLE, make_pdf
from tests.transfer.files import edit, read_all, run, write

PAPER = "papers/the-last-ferry.md"
FILES = "papers/the-last-ferry/files"
TABLE = """[[files]]
name = "original.pdf"
kind = "original"

[[files]]
name = "easy-read-pl.txt"
kind = "easy_read"
language = "pl"
title = "In short"

[[authors]]"""


@pytest.fixture
def folder(tmp_path):
    made = write(tmp_path / "in")
    edit(made, PAPER, "[[authors]]", TABLE)
    for name, data in (("original.pdf", WHOLE["pdf"]), ("easy-read-pl.txt", WHOLE["txt"])):
        (made / FILES).mkdir(parents=True, exist_ok=True)
        (made / FILES / name).write_bytes(data)
    return made


def test_they_come_in_and_are_public(app, client, folder):
    run(app, "import", "inquiry", folder)
    response = client.get("/papers/the-last-ferry/files/original.pdf", buffered=True)
    assert response.data == WHOLE["pdf"]
    page = client.get("/papers/the-last-ferry").text
    assert "Easy Read, in Polish: In short" in page


def test_what_goes_out_is_what_came_in(app, folder, tmp_path):
    run(app, "import", "inquiry", folder)
    run(app, "export", "inquiry", "care-by-the-sea", tmp_path / "out")
    out = read_all(tmp_path / "out")
    assert out[f"{FILES}/original.pdf"] == WHOLE["pdf"]
    assert out[f"{FILES}/easy-read-pl.txt"] == WHOLE["txt"]
    run(app, "import", "inquiry", tmp_path / "out")
    assert db.session.query(PaperFile).count() == 2


def test_the_same_once_more_is_no_new_version_and_another_file_is(app, client, folder):
    run(app, "import", "inquiry", folder)
    run(app, "import", "inquiry", folder)
    assert client.get("/papers/the-last-ferry/versions/2").status_code == 404
    (folder / FILES / "original.pdf").write_bytes(make_pdf(catalog=b"/Lang (en)"))
    run(app, "import", "inquiry", folder)
    assert client.get("/papers/the-last-ferry/versions/2").status_code == 200


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('kind = "original"', 'kind = "strange"', "A file's kind is one of original, easy_read"),
        ('language = "pl"', 'language = "xx"', "A file's language is one of en-GB"),
        ('name = "original.pdf"', 'name = "other.pdf"', f"There is no file {FILES}/other.pdf."),
        ('name = "original.pdf"', 'name = "../../x.pdf"', "There is no file"),
        ('kind = "original"', 'kind = "audio"', "Audio is taken as MP3 or Ogg audio."),
    ],
)
def test_what_cannot_be_taken_is_told_and_nothing_is_changed(app, folder, old, new, sentence):
    edit(folder, PAPER, old, new)
    assert sentence in run(app, "import", "inquiry", folder, code=1)
    assert store().list_kept() == []


def test_a_file_that_is_not_what_its_name_says_is_told(app, folder):
    (folder / FILES / "original.pdf").write_bytes(WHOLE["txt"])
    assert "has to end in .txt" in run(app, "import", "inquiry", folder, code=1)


def test_a_file_that_no_paper_names_is_left_aside_with_a_word(app, folder):
    (folder / FILES / "more.pdf").write_bytes(WHOLE["pdf"])
    said = run(app, "import", "inquiry", folder)
    assert "No paper names this file, so it is left aside." in said
    assert len(store().list_kept()) == 2


def test_a_lost_file_is_told_by_the_export_and_the_check(app, folder, tmp_path):
    run(app, "import", "inquiry", folder)
    kept = store().list_kept()[0]
    kept.unlink()
    assert "has lost" in run(app, "export", "inquiry", "care-by-the-sea", tmp_path / "out", code=1)
    assert f"the stored file {kept.name} is missing" in run(app, "check", code=1)
    kept.write_bytes(b"Something else.")
    assert f"the stored file {kept.name} has changed" in run(app, "check", code=1)
