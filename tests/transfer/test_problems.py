"""An import names everything that is wrong, with its file and line, and then changes nothing."""

from __future__ import annotations

import stat
import zipfile

import pytest
from sqlalchemy import func, select

from app.core.db import db
from app.inquiries.models import Inquiry
from app.publishing.enums import Kind
from app.publishing.queries import find_manuscript
from app.publishing.service import save
from tests.publishing.texts import TOPIC
from tests.transfer.files import COMMENTS, edit, run, write

TOPIC_FILE, PAPER_FILE = "topics/01-at-night.md", "papers/the-last-ferry.md"


@pytest.fixture
def folder(tmp_path):
    return write(tmp_path / "care")


@pytest.fixture
def problems(app, folder):
    """What a dry run finds, without the word."""

    def look() -> list[str]:
        said = run(app, "import", "inquiry", folder, "--dry-run", code=1)
        return [
            line.removeprefix("problem: ")
            for line in said.splitlines()
            if line.startswith("problem: ")
        ]

    return look


def test_a_dry_run_of_a_good_folder_ends_with_ok_and_changes_nothing(app, folder):
    assert run(app, "import", "inquiry", folder, "--dry-run").endswith("ok\n")
    assert db.session.scalar(select(func.count()).select_from(Inquiry)) == 0


CASES = [
    ("inquiry.md", 'title = "Care by the sea"\n', "", "inquiry.md, line 2: Give the inquiry a title."),
    ("inquiry.md", "chair =", "chiar =", "inquiry.md, line 6: “chiar” is not known here"),
    ("inquiry.md", "2025-06-30T23:59:00", '"June"', "inquiry.md, line 9: “closes_at” has to be a day and time"),
    ("inquiry.md", "2025-06-30T23:59:00", "2024-06-30T23:59:00", "inquiry.md, line 9: The comment period closes before"),
    ("inquiry.md", "chair = ", "chair ", "inquiry.md, line 6: This is not TOML"),
    ("inquiry.md", "care-by-the-sea", "Care by the sea", "inquiry.md, line 2: A name in an address"),
    ("events.toml", "at-night", "at-noon", "events.toml: There is no topic at-noon."),
    ("subjects.toml", '"access"', '"acces"', "topics/01-at-night.md, line 4: There is no subject access."),
    (TOPIC_FILE, 'question = "Should', 'kwestion = "Should', f"{TOPIC_FILE}, line 8: “kwestion” is not known"),
    (TOPIC_FILE, "/inquiries/care", "inquiries/care", f"{TOPIC_FILE}, line 12: Related content 1 needs"),
    (TOPIC_FILE, "# Explored\n", "", f"{TOPIC_FILE}, line 16: The text begins with # Explored"),
    (PAPER_FILE, "## Nights\n", "", f"{PAPER_FILE}, line 12: The text begins with a section heading"),
    (PAPER_FILE, 'topic = "at-night"', 'topic = "at-noon"', f"{PAPER_FILE}, line 3: There is no topic at-noon."),
    (PAPER_FILE, "abstract", 'numbers = ["1"]\nabstract', f"{PAPER_FILE}, line 4: There are 1 numbers for 2 paragraphs."),
    (COMMENTS, "status,", "state,", f"{COMMENTS}, line 1: The column “status” is missing."),
    (COMMENTS, "a2b3c4d5e6,1,published", "a2b3c4d5e6,1,shown", f"{COMMENTS}, line 2: “status” is “shown”"),
    (COMMENTS, "the-last-ferry,2", "the-last-ferry,7", f"{COMMENTS}, line 5: The paper the-last-ferry has no paragraph 7."),
    (COMMENTS, "off_topic", "", f"{COMMENTS}, line 6: Choose the reason for rejecting"),
    (COMMENTS, "2025-02-05T09:00", "yesterday", f"{COMMENTS}, line 7: “received_at” is “yesterday”"),
    (COMMENTS, "2025-02-05T09:00", "2925-02-05T09:00", f"{COMMENTS}, line 7: “received_at” lies in the future."),
    (COMMENTS, "pending,not_published", "published,not_published", f"{COMMENTS}, line 7: Its author asked for it"),
    (COMMENTS, "Sam Hill", "", f"{COMMENTS}, line 6: It is to be published with a name"),
    (COMMENTS, "\n,,pending", "\na2b3c4d5e6,,pending", f"{COMMENTS}, line 7: This comment has the same reference as that of line 2."),
    (COMMENTS, "\n,,published", "\n,1,published", f"{COMMENTS}, line 5: This comment has the same number as that of line 2."),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "sentence"), CASES, ids=range(len(CASES)))
def test_what_is_wrong_is_named_with_its_line(folder, problems, file, old, new, sentence):
    edit(folder, file, old, new)
    assert [said for said in problems() if said.startswith(sentence)], problems()


def test_every_problem_is_named_and_not_only_the_first(app, folder, problems):
    for file, old, new, _ in (CASES[1], CASES[6], CASES[12], CASES[16], CASES[17], CASES[18]):
        edit(folder, file, old, new)
    found = problems()
    assert len(found) == 6  # a paper without its topic takes its comments' places along
    assert found == sorted(found)
    said = run(app, "import", "inquiry", folder, code=1)
    assert said.endswith("6 problems; nothing was changed.\n")
    assert db.session.scalar(select(func.count()).select_from(Inquiry)) == 0


def test_files_beside_are_left_aside_with_a_word(app, folder):
    (folder / "notes.docx").write_bytes(b"\xff")
    said = run(app, "import", "inquiry", folder)
    assert "note: notes.docx: This file is not part of the format and is left aside." in said


def test_comments_of_a_topic_that_is_not_there_are_a_problem(folder, problems):
    (folder / "comments" / "09-at-noon.csv").write_text("status\n")
    assert problems() == [
        "comments/09-at-noon.csv: There is no topic at-noon, by which this file is named."
    ]


@pytest.mark.parametrize("name", ["inquiry.md", COMMENTS])
def test_what_is_no_text_is_a_problem(folder, problems, name):
    (folder / name).write_bytes((folder / name).read_bytes() + b"\xff\xfe")
    assert "UTF-8" in problems()[0]


def test_a_draft_that_staff_write_is_not_overwritten(app, folder, problems, admin):
    run(app, "import", "inquiry", folder)
    top = find_manuscript(Kind.INQUIRY, "care-by-the-sea", None)
    manuscript = find_manuscript(Kind.TOPIC, "at-night", top)
    assert manuscript
    save(manuscript, manuscript.version, TOPIC, by=admin)
    edit(folder, TOPIC_FILE, "five", "six")
    assert "Staff are working on a draft" in problems()[0]


def test_words_of_a_comment_are_never_edited(app, folder, problems):
    run(app, "import", "inquiry", folder)
    edit(folder, COMMENTS, "We rowed.", "We swam.")
    assert "another text, choice or place" in problems()[0]


def test_the_same_comment_twice_without_a_reference_is_told_wherever_it_stands_again(
    folder, problems
):
    text = (folder / COMMENTS).read_text(encoding="utf-8")
    last = text.rpartition("\n,,")[2]
    (folder / COMMENTS).write_text(f"{text},,{last}", encoding="utf-8")
    again = folder / "comments" / "02-at-night.csv"
    again.write_text(f"{text.partition(chr(10))[0]}\n,,{last}", encoding="utf-8")
    assert problems() == [
        f"{COMMENTS}, line 8: This comment has the same reference as that of line 7.",
        f"comments/02-at-night.csv, line 2: This comment has the same reference as that of"
        f" {COMMENTS}, line 7.",
    ]


def make_zip(path, entries):
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in entries:
            archive.writestr(name, text)
    return path


def link(name):
    entry = zipfile.ZipInfo(name)
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return entry


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("../outside.md", "lies outside the folder"),
        ("/etc/passwd", "lies outside the folder"),
        ("a\\..\\b.md", "lies outside the folder"),
        ("C:/b.md", "lies outside the folder"),
        (link("link.md"), "is a link"),
    ],
    ids=str,
)
def test_a_zip_that_reaches_outside_is_refused(app, tmp_path, name, says):
    path = make_zip(tmp_path / "bad.zip", [("inquiry.md", ""), (name, "x")])
    assert says in run(app, "import", "inquiry", path, code=1)


def test_a_zip_of_too_many_files_is_refused(app, tmp_path):
    path = make_zip(tmp_path / "many.zip", [(f"{place}.md", "") for place in range(5_001)])
    assert "more than 5,000 files" in run(app, "import", "inquiry", path, code=1)


def test_a_zip_that_would_be_too_large_is_refused_before_it_is_read(app, tmp_path, monkeypatch):
    monkeypatch.setattr("app.transfer.package.LARGEST_WHOLE", 1_000)
    path = make_zip(tmp_path / "bomb.zip", [("inquiry.md", " " * 2_000)])
    assert "when unpacked" in run(app, "import", "inquiry", path, code=1)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not really"])
def test_what_is_no_zip_is_refused(app, tmp_path, content):
    (tmp_path / "no.zip").write_bytes(content)
    assert "neither a folder nor a whole zip" in run(
        app, "import", "inquiry", tmp_path / "no.zip", code=1
    )


def test_a_zip_of_one_folder_is_as_good_as_a_zip_of_its_files(app, folder, tmp_path):
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    path = make_zip(
        tmp_path / "care.zip",
        [(f"care/{file.relative_to(folder).as_posix()}", file.read_bytes()) for file in files],
    )
    assert "3 texts and 4 comments are new" in run(app, "import", "inquiry", path)
