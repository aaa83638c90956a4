"""What a file is and what it may not hold, told by its structure and never by its name."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.papers.enums import FileFormat, FileKind
from app.papers.inspection import LARGEST_FILE, inspect_file
from app.papers.inspection.problems import UnfitFileError
from tests.papers.samples import (
    DOCX,
    EPUB,
    ODT,
    WHOLE,
    make_box,
    make_mp3,
    make_mp4,
    make_object_stream,
    make_ogg,
    make_pdf,
    make_zip,
)

RELS = "word/_rels/settings.xml.rels"
TEMPLATE = '<Relationship Type="x/attachedTemplate" Target="http://a.org/t" TargetMode="External"/>'
LINK = '<Relationship Type="x/hyperlink" Target="http://a.org/" TargetMode="External"/>'


def inspect(data, kind=FileKind.OTHER):
    return inspect_file(io.BytesIO(data), kind)


def reason_of(data):
    """The sentence by which it is refused, "" where it is taken."""
    try:
        inspect(data)
    except UnfitFileError as refusal:
        return refusal.reason
    return ""


def why_not(data, kind=FileKind.OTHER):
    with pytest.raises(UnfitFileError) as refusal:
        inspect(data, kind)
    return refusal.value.reason


@pytest.mark.parametrize(("ending", "data"), WHOLE.items())
def test_a_whole_file_is_known_by_what_is_in_it(ending, data):
    assert inspect(data) is FileFormat(ending)


@pytest.mark.parametrize("data", WHOLE.values(), ids=WHOLE)
def test_what_is_cut_off_is_refused(data):
    if data is not WHOLE["txt"]:
        assert why_not(data[: len(data) // 2])


@given(st.binary(max_size=400))
def test_bytes_of_any_kind_are_a_format_or_are_refused_in_words(data):
    for start in (
        b"",
        b"%PDF-1.4\n",
        b"PK\x03\x04",
        b"OggS\0\x02",
        b"\0\0\0\x18ftypisom",
        b"ID3\x04",
    ):
        assert reason_of(start + data).endswith(".") or inspect(start + data)


@given(st.sampled_from(sorted(WHOLE)), st.data())
def test_a_spoiled_file_never_breaks_the_inspection(ending, data):
    whole = bytearray(WHOLE[ending])
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(whole) - 1))
        whole[place] = data.draw(st.integers(0, 255))
    assert reason_of(bytes(whole)).endswith(".") or inspect(bytes(whole))


def test_an_empty_file_and_one_too_large_are_refused():
    assert why_not(b"") == "The file is empty."
    assert inspect(b"x" * LARGEST_FILE) is FileFormat.TEXT
    assert why_not(b"x" * (LARGEST_FILE + 1)) == "A file can have up to 25 MB."


@pytest.mark.parametrize(
    ("kind", "ending", "sentence"),
    [
        (FileKind.SIGNED, "pdf", "This is PDF; British Sign Language is taken as MP4 video."),
        (FileKind.AUDIO, "mp4", "This is MP4 video; Audio is taken as MP3 or Ogg audio."),
    ],
)
def test_a_kind_has_its_formats(kind, ending, sentence):
    assert why_not(WHOLE[ending], kind) == sentence


def test_braille_is_plain_text_of_few_characters():
    assert inspect(b",A LETTER4\r\n\f", FileKind.BRAILLE) is FileFormat.BRAILLE
    assert "braille ASCII alone" in why_not("é".encode(), FileKind.BRAILLE)


class TestPdf:
    @pytest.mark.parametrize(
        "data",
        [
            make_pdf() + b"more",
            b" " + make_pdf(),
            make_pdf().replace(b"startxref\n", b"startxref\n9"),
            make_pdf().replace(b"%%EOF", b""),
            make_pdf() + b"PK\x03\x04" + bytes(40),
        ],
    )
    def test_one_that_is_not_whole_is_refused(self, data):
        assert why_not(data)

    @pytest.mark.parametrize(
        ("data", "words"),
        [
            (make_pdf(trailer=b"/Encrypt 5 0 R"), "password"),
            (make_pdf(catalog=b"/Names << /JavaScript 5 0 R >>"), "JavaScript"),
            (
                make_pdf(more=b"5 0 obj\n<</S/JavaScript/JS(app.alert\\(1\\))>>\nendobj\n"),
                "JavaScript",
            ),
            (make_pdf(catalog=b"/Names << /J#61va#53cript 5 0 R >>"), "JavaScript"),
            (make_pdf(more=b"5 0 obj\n<</S/Launch /F(x.exe)>>\nendobj\n"), "another program"),
            (make_pdf(catalog=b"/Names << /EmbeddedFiles 5 0 R >>"), "other files"),
            (make_pdf(catalog=b"/AcroForm << /XFA 5 0 R >>"), "form"),
            (make_pdf(more=make_object_stream(b"<</S/JavaScript/JS(1)>>")), "JavaScript"),
            (make_pdf(catalog=b"/OpenAction << /S /URI /URI (http://a.org) >>"), "by itself"),
            (make_pdf(catalog=b"/OpenAction 7 0 R"), "by itself"),
            (make_pdf(catalog=b"/Open#41ction 7 0 R"), "by itself"),
            (
                make_pdf(
                    more=b"5 0 obj\n<</S/GoTo/D[3 0 R]>>\nendobj\n5 0 obj\n<</S/URI>>\nendobj\n",
                    catalog=b"/OpenAction 5 0 R",
                ),
                "by itself",
            ),
        ],
    )
    def test_one_that_acts_or_hides_is_refused(self, data, words):
        assert words in why_not(data)

    @pytest.mark.parametrize(
        "data",
        [
            make_pdf(catalog=b"/OpenAction [3 0 R /XYZ null null 0]"),
            make_pdf(catalog=b"/OpenAction << /S /GoTo /D [3 0 R /Fit] >>"),
            make_pdf(
                more=b"5 0 obj\n<</S/GoTo/D[3 0 R/Fit]>>\nendobj\n", catalog=b"/OpenAction 5 0 R"
            ),
            make_pdf(
                more=make_object_stream(b"<</S/GoTo/D[3 0 R/Fit]>>"), catalog=b"/OpenAction 9 0 R"
            ),
            make_pdf(more=make_object_stream(b"<</Title(About JavaScript)>>")),
        ],
    )
    def test_one_that_only_opens_on_a_page_is_taken(self, data):
        assert inspect(data) is FileFormat.PDF


class TestPacked:
    @pytest.mark.parametrize("facts", [DOCX, ODT, EPUB])
    def test_each_needs_its_parts(self, facts):
        for name in set(facts) - {"one.xhtml"}:
            assert why_not(make_zip({key: text for key, text in facts.items() if key != name}))

    @pytest.mark.parametrize(
        ("facts", "words"),
        [
            ({**DOCX, "word/vbaProject.bin": "x"}, "macros"),
            ({**DOCX, "word/activeX/activeX1.bin": "x"}, "macros"),
            ({**DOCX, "word/embeddings/oleObject1.bin": "x"}, "macros"),
            ({**DOCX, "word/document.xml": "<!DOCTYPE x [<!ENTITY a 'b'>]><x/>"}, "damaged"),
            ({**DOCX, RELS: TEMPLATE}, "from elsewhere"),
            ({**ODT, "Basic/Standard/Module1.xml": "x"}, "macros"),
            ({**ODT, "META-INF/manifest.xml": "<manifest:encryption-data/>"}, "protected"),
            ({**EPUB, "one.xhtml": "<html><script>1</script></html>"}, "macros"),
            ({**EPUB, "main.js": "1"}, "macros"),
            ({**EPUB, "META-INF/rights.xml": "x"}, "protected"),
            ({**DOCX, "../outside": "x"}, "damaged"),
            ({**DOCX, "/outside": "x"}, "damaged"),
            ({**DOCX, "WORD/document.xml": "x"}, "damaged"),
            ({"anything.txt": "x"}, "ZIP of something else"),
            ({**ODT, "mimetype": "application/zip"}, "ZIP of something else"),
        ],
    )
    def test_what_acts_hides_or_leads_out_is_refused(self, facts, words):
        assert words in why_not(make_zip(facts))

    def test_a_link_for_readers_to_follow_is_taken(self):
        assert inspect(make_zip({**DOCX, RELS: LINK})) is FileFormat.DOCX

    def test_a_bomb_is_refused(self):
        assert "too large" in why_not(make_zip({**DOCX, "word/media/a.bmp": bytes(3_000_000)}))
        many = {**DOCX, **{f"word/{number}.txt": "" for number in range(5_000)}}
        assert "too large" in why_not(make_zip(many))

    def test_nothing_may_stand_before_between_or_after(self):
        whole = make_zip(DOCX)
        assert why_not(whole + b"more")
        assert why_not(b"PK\x03\x04more" + whole)
        file = io.BytesIO(whole)
        with zipfile.ZipFile(file, "a") as archive:
            archive.comment = b"more"
        assert why_not(file.getvalue())

    def test_an_encrypted_one_is_refused(self):
        data = bytearray(make_zip(DOCX))
        for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            start = data.find(sign)
            data[start + place] |= 1
        assert "protected" in why_not(bytes(data))

    def test_one_whose_two_lists_differ_is_refused(self):
        data = make_zip(DOCX)
        place = data.find(b"word/document.xml")
        assert why_not(data[:place] + b"word/evilment.xml" + data[place + 17 :])

    def test_the_first_entry_says_in_the_open_what_it_is(self):
        assert "damaged" in why_not(make_zip(ODT, stored=""))


class TestMedia:
    def test_a_tag_may_stand_before_the_sound(self):
        tag = b"ID3\x04\0\0\0\0\0\x05hello"
        assert inspect(make_mp3(tag=tag)) is FileFormat.MP3
        assert why_not(b"ID3\x04\0\0\0\0\0\x05hello")

    def test_a_few_frames_are_no_recording(self):
        assert why_not(make_mp3(frames=3))

    def test_ogg_holds_sound_alone(self):
        assert "no sound" in why_not(make_ogg(b"\x80theora" + bytes(9)))
        assert why_not(make_ogg() + b"more")

    def test_a_film_has_a_picture_and_fills_its_boxes(self):
        assert why_not(make_mp4(handler=b"soun")) == "This film holds no picture."
        assert why_not(make_mp4() + b"more")
        assert why_not(make_mp4(brand=b"qt  "))
        assert why_not(make_mp4().replace(b"mdat", b"free"))

    def test_the_last_box_may_go_to_the_end(self):
        head = make_mp4()[: -len(make_box(b"mdat", b"film"))]
        assert inspect(head + b"\0\0\0\0mdatfilm") is FileFormat.MP4
        assert (
            inspect(head + b"\0\0\0\x01mdat" + (20).to_bytes(8, "big") + b"film") is FileFormat.MP4
        )


@pytest.mark.parametrize(
    "data",
    [b"\xff\xfe\x00a", b"\xe9", b"a\x00b", b"<!DOCTYPE html><p>", b"  <svg>", b"<?xml version='1.0'?>",
     b"{\\rtf1}", b"#!/bin/sh", b"MZ\x90\x00", b"\x7fELF", b"GIF89a\x00", b"\x89PNG\r\n\x1a\n"],
)  # fmt: skip
def test_what_is_no_plain_text_and_nothing_else_is_refused(data):
    assert why_not(data).startswith("This is no file that can be taken")
