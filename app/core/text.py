"""Cleaning of what people type, before anything else sees it.

The rules follow the Unicode Character Database: what is removed has no visible form and could
only mislead (controls, noncharacters, directional overrides); joiners and direction marks stay,
because Persian, Hindi and many other languages need them.
"""

from __future__ import annotations

import re
import secrets
import sys
import unicodedata

_NONCHARACTERS = "\ufdd0-\ufdef" + "".join(
    chr(plane * 0x10000 + end) for plane in range(17) for end in (0xFFFE, 0xFFFF)
)
_OVERRIDES = "\u202a-\u202e\u2066-\u2069"
_CONTROLS = "\x00-\x08\x0b-\x1f\x7f-\x9f"
_REMOVED = re.compile(f"[{_CONTROLS}{_OVERRIDES}{_NONCHARACTERS}\ud800-\udfff]")
_LINE_ENDS = re.compile("\r\n?|\u2028|\u2029|\x85")
# Three Tibetan vowel signs are of class 0 themselves and fall apart into marks that are not.
_MARKS = "".join(
    char
    for char in map(chr, range(sys.maxunicode + 1))
    if unicodedata.combining(unicodedata.normalize("NFD", char)[0])
)
_MARK_RUN = re.compile(f"[{_MARKS}]{{2,}}")
# Latin letters, and general punctuation but for its spaces, are what they are in NFC.
_MAY_COMPOSE = re.compile("[^\u0000-\u02ff\u2010-\u2027\u2030-\u205e]")
_BLANK_CATEGORIES = ("Z", "C")
_BLANK_LETTERS = frozenset("\u115f\u1160\u3164\uffa0\u2800\u034f\u17b4\u17b5\ufffc\U0001d159")
_JOINERS_AND_MARKS = frozenset("\u200c\u200d\u200e\u200f\u061c")
_REFERENCE_ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"


def clean_text(text: str) -> str:
    """Many lines, as typed: NFC, LF line ends, nothing invisible that misleads, no blank rim."""
    if not text.replace("\n", "").isprintable():  # else nothing of either kind is in it
        text = _REMOVED.sub("", _LINE_ENDS.sub("\n", text))
    text = normalise(text)
    return text.strip("\n") if not is_blank(text) else ""


def normalise(text: str) -> str:
    """NFC in linear time: a long run of combining marks is put in order beforehand.

    The library's own ordering takes minutes over a megabyte of them. Most texts hold only
    characters of which no two could be one, and are returned as they are.
    """
    if text.isascii() or not _MAY_COMPOSE.search(text):
        return text
    return unicodedata.normalize("NFC", _MARK_RUN.sub(_in_order, text))


def _in_order(run: re.Match[str]) -> str:
    marks = "".join(unicodedata.normalize("NFD", mark) for mark in run[0])
    return "".join(sorted(marks, key=unicodedata.combining))


def clean_line(text: str) -> str:
    """One line: as `clean_text`, each run of white space one space, and nothing invisible.

    A name with a hidden character in it would look like another person's.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    visible = "".join(
        char
        for char in clean_text(text)
        if unicodedata.category(char) != "Cf" or char in _JOINERS_AND_MARKS
    )
    return " ".join(normalise(visible).split())  # what was taken away may have held an accent off


def is_blank(text: str) -> bool:
    """True when a reader would see nothing at all."""
    return not (text.isascii() and text[:1].isalnum()) and all(
        unicodedata.category(char)[0] in _BLANK_CATEGORIES
        or unicodedata.category(char) == "Mn"
        or char in _BLANK_LETTERS
        for char in text
    )


def make_reference(length: int = 10) -> str:
    """A random public reference without letters that are mistaken for others."""
    return "".join(secrets.choice(_REFERENCE_ALPHABET) for _ in range(length))


def say_size(size: int) -> str:
    """A number of bytes, coarsely: "1.2 MB", "340 KB", "1 KB"."""
    if size < 999_500:
        return f"{max(1, round(size / 1_000))} KB"
    return f"{size / 1_000_000:.1f} MB"


def say_count(number: int, one: str, many: str | None = None) -> str:
    """ "1 comment", "1,204 comments"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
