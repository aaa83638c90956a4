"""What a PDF may try in order to act on a reader's machine, or to wear out the site's."""

from __future__ import annotations

import io
import zlib
from unittest.mock import Mock

import pytest

from app.papers.enums import FileFormat, FileKind
from app.papers.inspection import inspect_file, pdf_objects
from app.papers.inspection.problems import UnfitFileError
from tests.papers.samples import make_object_stream, make_pdf

JAVASCRIPT = b"9 0 <</S/JavaScript/JS(1)>>"
LINK = b"<</S/URI/URI(http://a.org)>>"
PLAIN = b"/Type/ObjStm/N 1/First 4"


def inspect(data):
    return inspect_file(io.BytesIO(data), FileKind.OTHER)


def why_not(data):
    with pytest.raises(UnfitFileError) as refusal:
        inspect(data)
    return refusal.value.reason


def make_stream(facts, body, end=b"\nendstream\nendobj\n"):
    return b"8 0 obj\n<<" + facts + b">>\nstream\n" + body + end


@pytest.mark.parametrize(
    "facts",
    [
        b"/N 1/First 4/Filter/FlateDecode",
        b"/Type/Obj#53tm/N 1/First 4/Filter/FlateDecode",
        b"/N 1/Fi#72st 4/Filter[/FlateDecode]",
        b"/X(>>)/N 1/First 4/Filter/FlateDecode",
        b"/Filter/FlateDecode",
        b"",
    ],
)
def test_objects_are_found_however_their_stream_is_called(facts):
    assert why_not(make_pdf(more=make_stream(facts, zlib.compress(JAVASCRIPT))))


@pytest.mark.parametrize(
    "filters",
    [
        b"/Filter[/FlateDecode/ASCIIHexDecode]",
        b"/Filter[/ASCIIHexDecode/FlateDecode]",
        b"/Filter/LZWDecode",
        b"/Filter 7 0 R",
        b"/F/FlateDecode",
        b"/X<zz>/Y(50% <)/Z(\\()/Filter/LZWDecode",
        b"/Filter/FlateDecode/DecodeParms<</Predictor 12>>",
    ],
)
def test_packed_objects_are_packed_in_the_one_usual_way(filters):
    body = zlib.compress(JAVASCRIPT.hex().encode())
    assert "not whole" in why_not(make_pdf(more=make_stream(PLAIN + filters, body)))
    assert "not whole" in why_not(make_pdf(more=make_stream(b"/N 1/First 4" + filters, body)))


def test_a_sign_of_an_end_inside_packed_bytes_hides_nothing():
    """Programs go by the length that is written, not by the first sign of an end."""
    machine = zlib.compressobj(0)
    body = machine.compress(b"9 0 (endstream)" + JAVASCRIPT) + machine.flush()
    facts = PLAIN + b"/Filter/FlateDecode"
    assert "JavaScript" in why_not(make_pdf(more=make_stream(facts, body)))


def test_a_stream_of_objects_without_an_end_or_cut_off_is_refused():
    assert "not whole" in why_not(make_pdf(more=make_stream(PLAIN, b"9 0 null", end=b"")))
    cut = zlib.compress(JAVASCRIPT * 90)[:-9]
    assert "not whole" in why_not(make_pdf(more=make_stream(PLAIN + b"/Filter/FlateDecode", cut)))


@pytest.mark.parametrize("filters", [b"", b"/Filter/FlateDecode"])
def test_all_that_is_unpacked_is_counted_together(filters, monkeypatch):
    monkeypatch.setattr(pdf_objects, "MOST_UNPACKED", 1_000)
    body = b"9 0 " + b" " * 596
    stream = make_stream(PLAIN + filters, zlib.compress(body) if filters else body)
    assert inspect(make_pdf(more=stream)) is FileFormat.PDF
    assert "not whole" in why_not(make_pdf(more=stream + stream))


def test_streams_of_objects_are_bounded_in_number(monkeypatch):
    monkeypatch.setattr(pdf_objects, "MOST_OBJECT_STREAMS", 2)
    stream = make_object_stream(b"null")
    assert inspect(make_pdf(more=stream * 2)) is FileFormat.PDF
    assert why_not(make_pdf(more=stream * 3))


def test_dictionaries_inside_one_another_are_not_read_without_end(monkeypatch):
    monkeypatch.setattr(pdf_objects, "MOST_READ", 1_000)
    assert "not whole" in why_not(make_pdf(more=b"1 0 obj<<" * 200 + b">>" * 200))
    assert "not whole" in why_not(make_pdf(more=b"1 0 obj<<"))


@pytest.mark.parametrize(
    "entry",
    [
        b"/AA<</O" + LINK + b">>",
        b"/AA 5 0 R",
        b"/A#41%\n<</O 5 0 R>>",
        b"/OpenAction<</S/GoTo/D[3 0 R/Fit]/Next" + LINK + b">>",
        b"/OpenAction<</S/GoTo/D[3 0 R/Fit]/Next 5 0 R>>",
        b"/OpenAction<</S/GoTo/D[3 0 R/Fit]/S/URI/URI(http://a.org)>>",
        b"/OpenAction<</D(/S/GoTo)/S/URI/URI(http://a.org)>>",
        b"/OpenAction<</X<<>>/S/GoTo/S/URI>>",
        b"/OpenAction%\n" + LINK,
        b"/OpenAction" + LINK + b"/X<</S/GoTo>>",
        b"/OpenAction<</S/GoToR/F(a.pdf)>>",
    ],
)
def test_what_a_pdf_does_by_itself_is_refused(entry):
    assert "by itself" in why_not(make_pdf(catalog=entry))
    assert "by itself" in why_not(make_pdf(more=make_object_stream(b"<<" + entry + b">>")))


@pytest.mark.parametrize(
    "head", [b"5 0 obj", b"05 0 obj", b"5 00 obj", b"5%\n0 obj", b"5 0 %\nobj%\n"]
)
def test_an_opening_that_is_named_by_number_is_looked_at_wherever_it_may_be(head):
    page = b"5 0 obj\n<</S/GoTo/D[3 0 R/Fit]>>\nendobj\n"
    opening = b"/OpenAction 5 0 R"
    assert inspect(make_pdf(more=page, catalog=opening)) is FileFormat.PDF
    assert "by itself" in why_not(make_pdf(more=page + head + LINK + b"endobj\n", catalog=opening))


def test_a_name_may_end_before_any_sign():
    for end in (b"\0", b"%x\n", b"]", b")"):
        assert "JavaScript" in why_not(make_pdf(catalog=b"/X[/S/JavaScript" + end))


def test_packed_objects_are_unpacked_once(monkeypatch):
    inflate = Mock(wraps=pdf_objects._inflate)
    monkeypatch.setattr(pdf_objects, "_inflate", inflate)
    page = make_object_stream(b"<</S/GoTo/D[3 0 R/Fit]>>")
    assert inspect(make_pdf(more=page, catalog=b"/OpenAction 9 0 R " * 15)) is FileFormat.PDF
    assert inflate.call_count == 1


def test_words_and_pictures_that_look_like_objects_are_taken():
    words = zlib.compress(b"1 0 0 1 72 720 cm BT (About JavaScript, obj << and stream) Tj ET")
    picture = b"/Subtype/Image/Filter[/ASCII85Decode/DCTDecode]"
    more = make_stream(b"/Filter/FlateDecode", words) + make_stream(picture, b"~>")
    links = b"7 0 obj\n<</Type/Annot/A" + LINK + b">>\nendobj\n"
    title = b"6 0 obj\n<</Title(100% <sure\\)>>)>>\nendobj\n"
    assert inspect(make_pdf(more=more + links + title)) is FileFormat.PDF


def test_the_lines_of_pages_are_not_counted_as_objects(monkeypatch):
    monkeypatch.setattr(pdf_objects, "MOST_UNPACKED", 1_000)
    page = make_stream(b"/Filter/FlateDecode", zlib.compress(b"1 0 0 1 72 720 cm " * 100))
    assert inspect(make_pdf(more=page)) is FileFormat.PDF
