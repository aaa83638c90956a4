"""Pure rules about papers: how a text is cut into numbered paragraphs, and how it is cited."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

_HEADING = re.compile(r"(#{2,3}) +(.+)")


@dataclass
class SectionText:
    level: int
    title: str
    blocks: list[str] = field(default_factory=list)


def split_paper(source: str) -> list[SectionText]:
    """Cut Markdown at its second and third level headings and at empty lines.

    Raises ValueError when words stand before the first heading, as they would have no section.
    """
    sections: list[SectionText] = []
    for block in _blocks(source):
        heading = _HEADING.fullmatch(block)
        if heading:
            sections.append(SectionText(len(heading[1]), heading[2].strip()))
        elif not sections:
            raise ValueError("a paper begins with a section heading (## …)")
        else:
            sections[-1].blocks.append(block)
    return sections


def _blocks(source: str) -> Iterator[str]:
    for block in re.split(r"\n(?:[ \t]*\n)+", source.strip()):
        if stripped := block.strip("\n"):
            yield stripped


def make_anchor(position: int, title: str) -> str:
    """A heading's address: its place and its words, so that it is unique in its paper."""
    words = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
    return f"s{position}-{words}"[:80].rstrip("-")


def make_citation(
    authors: Sequence[str], title: str, year: int, publisher: str, address: str
) -> str:
    """A reference in the author–date style."""
    return f"{join_names(authors)} ({year}). {title}. {publisher}. {address}"


def join_names(names: Sequence[str]) -> str:
    """ "A", "A and B", "A, B and C"."""
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
