"""A backup is made while the site runs, proves itself, and comes back whole on an empty machine."""

from __future__ import annotations

import io
import json
import stat
import threading
import zipfile
from dataclasses import replace

import pytest
from sqlalchemy import func, select, text

from app import create_app
from app.comments.models import Comment, Contact
from app.comments.nonces import hash_receipt_key
from app.comments.service import post_comment
from app.core.crypto import unseal
from app.core.db import db
from app.core.storage import store
from app.papers.enums import FileFormat, FileKind
from app.papers.models import PaperFile
from tests import factories
from tests.conftest import ON_POSTGRESQL, make_settings


def run(app, *arguments, code=0):
    """Run a command on one site; what the test has written in another is committed first."""
    db.session.commit()
    with app.app_context():
        result = app.test_cli_runner().invoke(args=list(map(str, arguments)))
        db.session.remove()
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    db.session.rollback()
    return result.output


@pytest.fixture
def content(app, topic, moderator, settings):
    """Comments of every kind, a sealed address, and a file; the receipt of one comment."""
    comment = factories.make_published(
        topic, moderator, body="Zoë’s words\twith \\. and \\N\n\nend"
    )
    factories.reject(factories.make_comment(topic), moderator)
    posted = post_comment(
        factories.make_draft(topic, email="zoë@example.org"), factories.make_nonce()
    )
    paper = factories.make_paper(topic)
    db.session.commit()
    (settings.instance / "store" / "a1").mkdir(parents=True)
    (settings.instance / "store" / "a1" / "paper.pdf").write_bytes(b"%PDF \x00\xff")
    (settings.instance / "secret_key").write_text("the secret of this machine\n")
    return comment, posted, paper


@pytest.fixture
def saved(app, content, tmp_path_factory):
    path = tmp_path_factory.mktemp("backups") / "site.zip"
    said = run(app, "backup", path)
    assert said.endswith("ok\n")
    return path


@pytest.fixture
def machine(databases, tmp_path_factory):
    """An empty machine: a database without tables, an instance folder without files."""
    folder = tmp_path_factory.mktemp("machine")
    url = databases.empty(f"machine_{folder.name.replace('-', '_')}")
    other = create_app(make_settings(url, folder / "instance"))
    yield other
    with other.app_context():
        db.session.remove()
        db.engine.dispose()
    databases.drop(url)


def everything(connection) -> dict[str, list]:
    names = [table.name for table in db.metadata.sorted_tables]
    return {
        name: sorted(map(repr, connection.execute(text(f'SELECT * FROM "{name}"')).all()))
        for name in names
    }


def test_it_comes_back_whole_on_an_empty_machine(app, content, saved, machine):
    comment, posted, _ = content
    reference, receipt = comment.public_ref, hash_receipt_key(posted.receipt_key)
    said = run(machine, "restore", saved)
    assert said.endswith("ok\n")
    assert "warning" not in said
    with machine.app_context():
        restored = everything(db.session)
        found = db.session.scalars(select(Comment).where(Comment.public_ref == reference)).one()
        assert found.body == "Zoë’s words\twith \\. and \\N\n\nend"
        assert db.session.scalar(select(Comment.id).where(Comment.receipt_hash == receipt))
        sealed = db.session.scalars(select(Contact.email_sealed)).one()
        assert unseal(sealed or b"") == "zoë@example.org"
        assert machine.test_client().get(f"/comments/{reference}").status_code == 200
        db.session.remove()
    assert restored == everything(db.session)


def test_work_goes_on_where_it_stopped(saved, machine):
    """The next comment gets a row number of its own, and the next publication a public one."""
    run(machine, "restore", saved)
    with machine.app_context():
        topic = db.session.scalars(select(factories.Topic)).one()
        moderator = factories.make_staff()
        assert factories.make_published(topic, moderator).number == 2
        db.session.commit()
        db.session.remove()
    assert run(machine, "check").endswith("ok\n")


def test_the_files_come_back_and_the_secret_stays_here_unless_asked(app, saved, machine):
    run(machine, "restore", saved)
    instance = machine.extensions["soundings_settings"].instance
    assert (instance / "store" / "a1" / "paper.pdf").read_bytes() == b"%PDF \x00\xff"
    assert not (instance / "secret_key").exists()
    with_secret = saved.with_name("with-secret.zip")
    run(app, "backup", "--with-secret", with_secret)
    run(machine, "restore", "--replace", with_secret)
    assert (instance / "secret_key").read_text() == "the secret of this machine\n"
    assert stat.S_IMODE((instance / "secret_key").stat().st_mode) == 0o600


def test_the_manifest_says_what_is_in_it_and_only_its_owner_may_read_it(saved):
    with zipfile.ZipFile(saved) as file:
        manifest = json.loads(file.read("manifest.json"))
        assert {*manifest["parts"], "manifest.json"} == set(file.namelist())
    assert manifest["tables"]["comments"] == 3
    assert manifest["database"] == ("postgresql" if ON_POSTGRESQL else "sqlite")
    assert manifest["revision"]
    assert "files/store/a1/paper.pdf" in manifest["parts"]
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600
    assert [path.name for path in saved.parent.iterdir()] == ["site.zip"]


def test_a_database_with_content_is_replaced_only_when_asked(app, content, saved):
    comment, _, _ = content
    factories.make_comment(comment.topic)
    said = run(app, "restore", saved, code=1)
    assert "The database has content" in said
    assert db.session.scalar(select(func.count()).select_from(Comment)) == 4
    db.session.remove()
    run(app, "restore", "--replace", saved)
    assert db.session.scalar(select(func.count()).select_from(Comment)) == 3


def database_part(names):
    return next(name for name in names if name.startswith("database"))


@pytest.mark.parametrize(
    "choose",
    [database_part, lambda names: names[-2], lambda _names: "manifest.json"],
    ids=["database", "file", "manifest"],
)
def test_a_damaged_file_is_refused_before_anything_is_touched(saved, machine, choose):
    with zipfile.ZipFile(saved) as file:
        part = file.getinfo(choose(file.namelist()))
    data = bytearray(saved.read_bytes())
    head = part.header_offset
    extra = int.from_bytes(data[head + 28 : head + 30], "little")
    data[head + 30 + len(part.filename) + extra + part.compress_size // 2] ^= 0x5A
    saved.write_bytes(data)
    said = run(machine, "restore", saved, code=1)
    assert said.startswith("Error: ")
    assert "damaged" in said.lower() or "no backup" in said


def test_a_file_cut_short_or_made_by_somebody_else_is_refused(saved, machine, tmp_path):
    cut, other = tmp_path / "cut.zip", tmp_path / "other.zip"
    cut.write_bytes(saved.read_bytes()[:-2000])
    with zipfile.ZipFile(other, "w") as file:
        file.writestr("words.txt", "hello")
    for path in (cut, other, tmp_path / "missing.zip"):
        assert run(machine, "restore", path, code=1).startswith("Error: ")


def test_a_part_that_was_exchanged_is_refused(saved, machine, tmp_path):
    forged = tmp_path / "forged.zip"
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(forged, "w") as new:
        for name in old.namelist():
            new.writestr(name, b"other" if name.startswith("files/") else old.read(name))
    assert "is not what it was" in run(machine, "restore", forged, code=1)


def test_a_file_that_would_leave_the_instance_folder_is_refused(saved, machine, tmp_path):
    forged = tmp_path / "forged.zip"
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(forged, "w") as new:
        for name in old.namelist():
            data = old.read(name).replace(b"files/store/a1", b"files/../../..")
            new.writestr(name.replace("files/store/a1", "files/../../.."), data)
    assert "outside the instance folder" in run(machine, "restore", forged, code=1)


def test_another_secret_is_told(saved, machine):
    settings = machine.extensions["soundings_settings"]
    machine.extensions["soundings_settings"] = replace(settings, secret_key="another " * 5)
    assert "made under another secret" in run(machine, "restore", saved)


def test_a_backup_is_never_written_over(app, saved):
    before = saved.read_bytes()
    assert "exists already" in run(app, "backup", saved, code=1)
    assert saved.read_bytes() == before


def test_a_spoiled_database_makes_no_backup(app, content, tmp_path):
    db.session.execute(text("UPDATE comment_counters SET total = total + 1"))
    said = run(app, "backup", tmp_path / "spoiled.zip", code=1)
    assert "does not hold what it should" in said
    assert not list(tmp_path.glob("spoiled*"))


@pytest.fixture
def named_file(app, content, settings):
    """A stored file that a paper names."""
    stored = store().keep(io.BytesIO(b"The original."), 100)
    content[2].files = [
        PaperFile(
            name="original.txt", position=1, kind=FileKind.ORIGINAL, format=FileFormat.TEXT,
            language="en-GB", title="", sha256=stored.sha256, size=stored.size,
        )
    ]  # fmt: skip
    db.session.commit()
    return store().path_of(stored.sha256)


def test_the_files_beside_papers_come_back(app, named_file, machine, tmp_path):
    run(app, "backup", tmp_path / "site.zip")
    assert run(machine, "restore", tmp_path / "site.zip").endswith("ok\n")
    with machine.app_context():
        assert store().path_of(named_file.name).read_bytes() == b"The original."


@pytest.mark.parametrize("spoil", ["lose", "change"])
def test_without_a_file_that_a_paper_names_there_is_no_backup(app, named_file, tmp_path, spoil):
    named_file.unlink() if spoil == "lose" else named_file.write_bytes(b"Another.")
    said = run(app, "backup", tmp_path / "spoiled.zip", code=1)
    assert (
        f"the stored file {named_file.name} {'is missing' if spoil == 'lose' else 'has changed'}"
        in said
    )
    assert not list(tmp_path.glob("spoiled*"))


def test_it_is_of_one_moment_while_comments_arrive(app, topic, tmp_path, machine):
    """The counters in the backup agree with its comments, whatever was being sent."""
    topic_id, is_over = topic.id, threading.Event()
    db.session.commit()

    def send():
        with app.app_context():
            while not is_over.is_set():
                factories.make_comment(db.session.get_one(factories.Topic, topic_id))
                db.session.commit()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        saids = [run(app, "backup", tmp_path / f"{number}.zip") for number in range(2)]
    finally:
        is_over.set()
        for thread in threads:
            thread.join()
    assert all(said.endswith("ok\n") for said in saids)
    run(machine, "restore", tmp_path / "1.zip")
    assert run(machine, "check").endswith("ok\n")
