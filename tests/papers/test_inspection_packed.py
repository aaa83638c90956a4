"""What a Word, OpenDocument or EPUB document may try by another way of writing the same."""

from __future__ import annotations

import io
import zipfile

import pytest

from app.papers.enums import FileFormat, FileKind
from app.papers.inspection import inspect_file, packed
from app.papers.inspection.problems import UnfitFileError
from tests.papers.samples import DOCX, EPUB, ODT, make_box, make_mp4, make_zip

RELS = "word/_rels/settings.xml.rels"
ATTACHED = 'Type="x/attachedTemplate" Target="http://a.org/t"'
LINK = '<Relationship Type="x/hyperlink" Target="http://a.org/" TargetMode="External"/>'
ENTITIES = "<!DOCTYPE x [<!ENTITY a 'b'>]><x/>"


def inspect(data):
    return inspect_file(io.BytesIO(data), FileKind.OTHER)


def why_not(data):
    with pytest.raises(UnfitFileError) as refusal:
        inspect(data)
    return refusal.value.reason


def field(*words):
    runs = "".join(f"<w:instrText>{word}</w:instrText>" for word in words)
    return f'<w:document><w:fldChar w:fldCharType="begin"/>{runs}</w:document>'


@pytest.mark.parametrize(
    ("relations", "words"),
    [
        (f'<r:Relationship {ATTACHED} TargetMode="External"/>', "from elsewhere"),
        (f'<Relationship {ATTACHED} TargetMode="E&#120;ternal"/>', "from elsewhere"),
        (f'<Relationship a=">" {ATTACHED} TargetMode="External"/>', "from elsewhere"),
        (f"<Relationship {ATTACHED}/>", "from elsewhere"),
        ('<Relationship Type="x/image" Target="http://a" TargetMode="External"/>', "elsewhere"),
        ('<Relationship Type="x/image" Target="&#92;&#92;a&#92;b"/>', "elsewhere"),
        (f'<R><Relationship {ATTACHED} TargetMode="External"/></R>'.encode("utf-16"), "elsewhere"),
        (f'<?xml version="1.0" encoding="utf-7"?><R {ATTACHED}/>', "damaged"),
        (ENTITIES, "damaged"),
        ("<Relationship" * 80, "damaged"),
    ],
)
def test_what_word_fetches_on_opening_is_refused(relations, words):
    assert words in why_not(make_zip({**DOCX, RELS: relations}))
    assert words in why_not(make_zip({**DOCX, RELS.upper(): relations}))


def test_links_are_taken_in_any_number():
    assert inspect(make_zip({**DOCX, RELS: f"<R>{LINK * 50}</R>"})) is FileFormat.DOCX


def test_parts_are_bounded_in_size(monkeypatch):
    monkeypatch.setattr(packed, "MOST_RELATIONS", 500)
    assert "too large" in why_not(make_zip({**DOCX, RELS: f"<R>{' ' * 500}</R>"}))
    monkeypatch.setattr(packed, "MOST_MARKUP", 500)
    assert "too large" in why_not(make_zip({**DOCX, "word/a.xml": f"<R>{' ' * 500}</R>"}))


@pytest.mark.parametrize(
    "text",
    [
        field("DDEAUTO c:\\\\x"),
        field(" dde x"),
        field("DD", "EAU", "TO x"),
        field("QUOTE 68 68 69"),
        '<w:document><w:fldSimple w:instr="DDE x"/></w:document>',
    ],
)
def test_fields_that_talk_to_other_programs_are_refused(text):
    assert "DDE" in why_not(make_zip({**DOCX, "word/document.xml": text}))
    assert "DDE" in why_not(make_zip({**DOCX, "word/header": text}))


def test_other_fields_are_taken():
    text = field('HYPERLINK "http://a.org/dde"', " PAGE")
    assert inspect(make_zip({**DOCX, "word/document.xml": text})) is FileFormat.DOCX


def test_types_of_macros_are_known_however_they_are_written():
    types = DOCX["[Content_Types].xml"].replace("/></Types>", ' x="1"/><D ContentType="')
    types += 'a.m&#97;croEnabled"/></Types>'
    assert "macros" in why_not(make_zip({**DOCX, "[Content_Types].xml": types}))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('<!DOCTYPE x SYSTEM "http://a.org/x"><x/>', "damaged"),
        ("<x><s:event-listener/></x>", "macros"),
        ("<x><o:script/></x>", "macros"),
        ('<x><t:a x:href="vnd.sun.star.script:a"/></x>', "macros"),
        ('<x><d:image x:href="http://a.org/i"/></x>', "from elsewhere"),
        ('<x><d:object x:href="file:///etc/passwd"/></x>', "from elsewhere"),
        ('<x><d:object x:href="//a.org/b"/></x>', "from elsewhere"),
        ('<x><m:template x:href="https://a.org/t.ott"/></x>', "from elsewhere"),
        ("<x><o:dde-source/></x>", "DDE"),
        ('<?xml-stylesheet href="http://a.org/s"?><x/>', "from elsewhere"),
        ("<x>".encode("utf-16"), "damaged"),
    ],
)
def test_what_an_opendocument_text_runs_or_fetches_is_refused(text, words):
    for name in ("content.xml", "styles.xml", "Object 1/content"):
        assert words in why_not(make_zip({**ODT, name: text}))


def test_links_own_pictures_and_empty_parts_of_an_opendocument_text_are_taken():
    text = (
        '<x><t:a x:href="http://a.org"/><d:image x:href="Pictures/a.png"/><o:scripts/>'
        '<m:template x:href="file:///C:/a.ott"/></x>'
    )
    parts = {"content.xml": text, "Configurations2/accelerator/current.xml": ""}
    assert inspect(make_zip({**ODT, **parts})) is FileFormat.ODT


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<html><svg:script>1</svg:script></html>", "macros"),
        ('<html><body onload="1"/></html>', "macros"),
        ('<html><a href="java&#115;cript:1"/></html>', "macros"),
        ('<html><img src="http://a.org/i"/></html>', "from elsewhere"),
        ('<html><img src="//a.org/i"/></html>', "from elsewhere"),
        ('<html><link href="https://a.org/s.css"/></html>', "from elsewhere"),
        ('<html><svg:image xlink:href="https://a.org/i"/></html>', "from elsewhere"),
        ('<html><meta http-equiv="refresh" content="0;x"/></html>', "from elsewhere"),
        ("<html><style>a { b: url('http://a.org') }</style></html>", "from elsewhere"),
        ('<html><p style="b: url(//a.org/i)"/></html>', "from elsewhere"),
        (ENTITIES, "damaged"),
        ("<html><p></html>", "damaged"),
    ],
)
def test_what_a_book_runs_or_fetches_is_refused(text, words):
    for name in ("one.xhtml", "two.SVG", "three"):
        assert words in why_not(make_zip({**EPUB, name: text}))


def test_the_styles_of_a_book_fetch_nothing():
    assert "elsewhere" in why_not(make_zip({**EPUB, "a.css": "@import 'https://a.org/s.css';"}))


def test_an_ordinary_book_is_taken():
    text = (
        '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "http://www.w3.org/TR/xhtml11/DTD/'
        'xhtml11.dtd"><html><img src="a.png"/><a href="http://a.org">a&nbsp;b</a></html>'
    )
    assert inspect(make_zip({**EPUB, "one.xhtml": text, "a.css": "p { margin: 0 }"}))


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_entries_are_packed_in_the_usual_way(method):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in DOCX.items():
            archive.writestr(name, text, method)
    assert "damaged" in why_not(file.getvalue())
    assert "damaged" in why_not(file.getvalue().replace(b"BZh9", b"BZh0"))


def test_a_name_that_is_not_in_its_letters_is_refused():
    data = make_zip({**DOCX, "word/é.png": "x"})
    assert "damaged" in why_not(data.replace("é".encode(), b"\xff\xff"))


def test_boxes_in_one_another_are_not_followed_for_ever():
    nested = b""
    for _ in range(2_000):
        nested = make_box(b"moov", nested)
    whole = make_mp4()
    assert inspect(whole[:20] + nested + whole[20:]) is FileFormat.MP4
    assert "no picture" in why_not(whole[:20] + nested + make_box(b"mdat", b"film"))
