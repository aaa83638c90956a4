"""A paper as a reference for other people's lists: in words, as BibTeX and as RIS.

Both formats are read by programs that take some characters for signs of their own, so each value
is made safe for its format; letters of all alphabets stay as they are, in UTF-8.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from app.core.text import clean_line
from app.papers.rules import make_citation

KIND = "Discussion paper"
LANGUAGE = "en-GB"
_HONORIFICS = {"dame", "dr", "lady", "lord", "mr", "mrs", "ms", "prof", "professor", "sir"}
_OF_ORGANISATIONS = re.compile(r"[,&\d]|\b(and|for|of|the)\b", re.IGNORECASE)
_SMALL_WORDS = {"a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to"}
_UNDIVIDED = str.maketrans({
    "æ": "ae", "ð": "d", "đ": "d", "ı": "i", "ł": "l", "ø": "o", "œ": "oe", "þ": "th",
})  # fmt: skip
# A brace that is only escaped still counts as one to BibTeX, which then finds no end.
_BIBTEX = {
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    "#": r"\#", "$": r"\$", "%": r"\%", "&": r"\&", "_": r"\_",
}  # fmt: skip
_BIBTEX_SIGNS = re.compile(r"[\\{}~^#$%&_]")


@dataclass(frozen=True)
class Cited:
    """What a reference says; `published_on` is the London date of the version cited."""

    authors: Sequence[str]
    title: str
    abstract: str
    inquiry: str
    publisher: str
    address: str
    published_on: date
    version: int

    @property
    def in_words(self) -> str:
        return make_citation(
            self.authors, self.title, self.published_on.year, self.inquiry, self.address
        )


class Name(NamedTuple):
    """An author's name as lists of references sort it; an organisation has no given name."""

    family: str
    given: str = ""

    @property
    def in_order(self) -> str:
        return f"{self.family}, {self.given}" if self.given else self.family


def split_name(name: str) -> Name:
    """ "Dr Jan van der Berg" as van der Berg, Jan; a name of an organisation stays whole."""
    name = clean_line(name)
    words = name.split()
    if is_organisation(name):
        return Name(name)
    while len(words) > 2 and words[0].rstrip(".").lower() in _HONORIFICS:
        del words[0]
    start = len(words) - 1
    while start > 1 and words[start - 1].islower():
        start -= 1
    return Name(" ".join(words[start:]), " ".join(words[:start])) if start > 0 else Name(name)


def is_organisation(name: str) -> bool:
    return bool(_OF_ORGANISATIONS.search(name))


def make_bibtex(cited: Cited) -> str:
    """One entry, whose key is made of the first author, the year and the title."""
    facts = {
        "author": " and ".join(map(_name_in_bibtex, cited.authors)),
        "title": f"{{{escape_bibtex(cited.title)}}}",
        "institution": escape_bibtex(cited.publisher),
        "type": KIND,
        "series": escape_bibtex(cited.inquiry),
        "year": str(cited.published_on.year),
        "month": str(cited.published_on.month),
        "note": f"Version {cited.version}" if cited.version > 1 else "",
        "url": cited.address,
        "abstract": escape_bibtex(cited.abstract),
        "language": LANGUAGE,
    }
    lines = [f"  {name} = {{{value}}},\n" for name, value in facts.items() if value]
    return f"@techreport{{{make_key(cited)},\n{''.join(lines)}}}\n"


def escape_bibtex(text: str) -> str:
    """One line in which nothing is a sign to BibTeX or LaTeX."""
    return _BIBTEX_SIGNS.sub(lambda sign: _BIBTEX[sign[0]], clean_line(text))


def _name_in_bibtex(name: str) -> str:
    split = split_name(name)
    in_order = escape_bibtex(split.in_order)
    return in_order if split.given else f"{{{in_order}}}"


def make_ris(cited: Cited) -> str:
    """One record; no value can begin a line of its own."""
    lines = "".join(f"{tag}  - {clean_line(value)}\r\n" for tag, value in _ris_facts(cited))
    return f"{lines}ER  - \r\n"


def _ris_facts(cited: Cited) -> Iterator[tuple[str, str]]:
    yield "TY", "RPRT"
    for name in cited.authors:
        yield "AU", split_name(name).in_order
    yield "TI", cited.title
    yield "T2", cited.inquiry
    yield "M3", KIND
    yield "PB", cited.publisher
    yield "PY", str(cited.published_on.year)
    yield "DA", f"{cited.published_on:%Y/%m/%d}"
    if cited.version > 1:
        yield "ET", f"Version {cited.version}"
    if cited.abstract:
        yield "AB", cited.abstract
    yield "UR", cited.address
    yield "LA", LANGUAGE


def make_key(cited: Cited) -> str:
    """Such as "greenhalgh2010measuring", always of small letters a to z and digits."""
    author = split_name(cited.authors[0]).family if cited.authors else ""
    return f"{_first_word(author)}{cited.published_on.year}{_first_word(cited.title)}"


def _first_word(text: str) -> str:
    """The first that says something, in plain letters; "paper" where there is none."""
    words = [re.sub(r"[^a-z0-9]", "", word) for word in re.split(r"[\s–—/-]+", _fold(text))]
    return next((word for word in words if word and word not in _SMALL_WORDS), "paper")


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKD", text.casefold().translate(_UNDIVIDED))
