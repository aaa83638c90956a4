"""What differs between two texts: passage by passage, and word by word inside a changed passage.

Passages with a number (the paragraphs of a paper) are the same passage where their numbers are the
same; others where their words are, or are much alike. Time is bounded: two rows with too many pairs
to compare count as wholly different.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

from app.publishing.enums import Change

MOST_PAIRS = 64_000_000  # a bit of memory each, and a fraction of a second for all
_MOST_TO_PAIR = 2_000  # passages between two that stayed; of more none is taken for an edited one
_LOOK_AHEAD = 8
_LEAST_ALIKE = 0.4
_TOKEN = re.compile(r"\w+(?:['’-]\w+)*|\s+|[^\w\s]")


class Passage(NamedTuple):
    """A paragraph, a heading, a line of a list or a short text; `number` is a paper's own."""

    text: str
    number: str = ""
    is_heading: bool = False


class Piece(NamedTuple):
    change: Change
    text: str


@dataclass(frozen=True)
class Block:
    """A passage that changed, in pieces; or, without pieces, how many stand here unchanged."""

    pieces: tuple[Piece, ...] = ()
    number: str = ""
    is_heading: bool = False
    unchanged: int = 0

    @property
    def change(self) -> Change:
        """That of the whole passage; SAME where only some of its words changed."""
        changes = {piece.change for piece in self.pieces}
        return changes.pop() if len(changes) == 1 else Change.SAME


def compare(old: Sequence[Passage], new: Sequence[Passage]) -> list[Block]:
    """All blocks in the order of reading; of what did not change headings are not counted."""
    blocks: list[Block] = []
    unchanged = 0
    for before, after in _pair(old, new):
        if before is not None and after is not None and before.text == after.text:
            unchanged += not after.is_heading
            continue
        if unchanged:
            blocks.append(Block(unchanged=unchanged))
            unchanged = 0
        blocks.append(_compare_passage(before, after))
    if unchanged:
        blocks.append(Block(unchanged=unchanged))
    return blocks


def is_changed(blocks: Sequence[Block]) -> bool:
    return any(block.pieces for block in blocks)


Pair = tuple[Passage | None, Passage | None]


def _pair(old: Sequence[Passage], new: Sequence[Passage]) -> Iterator[Pair]:
    """Each passage once, with the one that it was or became, if any."""
    i = j = 0
    ends = [(len(old), len(new))]
    for i_same, j_same in _match([_key(one) for one in old], [_key(one) for one in new]) + ends:
        yield from _pair_edited(old[i:i_same], new[j:j_same])
        if (i_same, j_same) != ends[0]:
            yield old[i_same], new[j_same]
        i, j = i_same + 1, j_same + 1


def _key(passage: Passage) -> Hashable:
    return passage.number or (passage.text, passage.is_heading)


def _match(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[tuple[int, int]]:
    """The places of what both have in the same order, as much as can be."""
    shorter = min(len(old), len(new))
    start = end = 0
    while start < shorter and old[start] == new[start]:
        start += 1
    while end < shorter - start and old[-1 - end] == new[-1 - end]:
        end += 1
    old_middle, new_middle = old[start : len(old) - end], new[start : len(new) - end]
    same = [(place, place) for place in range(start)]
    if len(old_middle) * len(new_middle) <= MOST_PAIRS:
        for found in LCSseq.opcodes(old_middle, new_middle):
            if found.tag == "equal":
                places = range(found.src_start, found.src_end)
                shift = found.dest_start - found.src_start
                same += [(start + place, start + place + shift) for place in places]
    same += [(len(old) - left, len(new) - left) for left in range(end, 0, -1)]
    return same


def _pair_edited(old: Sequence[Passage], new: Sequence[Passage]) -> Iterator[Pair]:
    """Passages between two that stayed: what was taken out stands before what was put in.

    Of one in the place of one it is said in one place, however little they are alike.
    """
    if len(old) == len(new) == 1 and not (old[0].number or new[0].number):
        yield old[0], new[0]
        return
    if max(len(old), len(new)) > _MOST_TO_PAIR:
        yield from ((gone, None) for gone in old)
        yield from ((None, come) for come in new)
        return
    words_of_old = [_words(passage) for passage in old]
    next_old = 0
    put_in: list[Pair] = []
    for passage in new:
        words = _words(passage)
        near = range(next_old, min(next_old + _LOOK_AHEAD, len(old)))
        found = next((place for place in near if _is_alike(words_of_old[place], words)), None)
        if found is None:
            put_in.append((None, passage))
            continue
        yield from ((gone, None) for gone in old[next_old:found])
        yield from put_in
        yield old[found], passage
        next_old, put_in = found + 1, []
    yield from ((gone, None) for gone in old[next_old:])
    yield from put_in


def _words(passage: Passage) -> Counter[str]:
    """None of a numbered passage, which is like no other but by its number."""
    return Counter() if passage.number else Counter(re.findall(r"\w+", passage.text.lower()))


def _is_alike(one: Counter[str], other: Counter[str]) -> bool:
    shared = (one & other).total()
    return shared > 0 and shared >= _LEAST_ALIKE * max(one.total(), other.total())


def _compare_passage(before: Passage | None, after: Passage | None) -> Block:
    if before is None or after is None:
        passage, change = (before, Change.REMOVED) if before else (after, Change.ADDED)
        text, number, is_heading = passage or Passage("")
        return Block((Piece(change, text),), number, is_heading)
    pieces = _compare_words(before.text, after.text)
    return Block(tuple(pieces), after.number, after.is_heading)


class _Stretch(NamedTuple):
    """Words that are the same, or what stood and what stands between two such stretches."""

    is_same: bool
    old: str
    new: str


def _compare_words(old: str, new: str) -> list[Piece]:
    stretches = _tidy(_stretches(_TOKEN.findall(old), _TOKEN.findall(new)))
    kept = sum(len(stretch.old) for stretch in stretches if stretch.is_same)
    if kept < (1 - _LEAST_ALIKE) / 2 * max(len(old), len(new)):
        stretches = [_Stretch(False, old, new)]
    pieces: list[Piece] = []
    for is_same, taken_out, put_in in stretches:
        if is_same:
            pieces.append(Piece(Change.SAME, put_in))
            continue
        pieces += [Piece(Change.REMOVED, taken_out)] if taken_out else []
        pieces += [Piece(Change.ADDED, put_in)] if put_in else []
    return pieces


def _stretches(old: Sequence[str], new: Sequence[str]) -> Iterator[_Stretch]:
    i = j = 0
    run = ""
    for i_same, j_same in [*_match(old, new), (len(old), len(new))]:
        if (i, j) != (i_same, j_same):
            if run:
                yield _Stretch(True, run, run)
                run = ""
            yield _Stretch(False, "".join(old[i:i_same]), "".join(new[j:j_same]))
        if i_same < len(old):
            run += old[i_same]
        i, j = i_same + 1, j_same + 1
    if run:
        yield _Stretch(True, run, run)


def _tidy(stretches: Iterator[_Stretch]) -> list[_Stretch]:
    """A space or a stop that stayed between two changes is read with them."""
    tidied: list[_Stretch] = []
    for stretch in stretches:
        if (
            len(tidied) > 1
            and not stretch.is_same
            and not tidied[-2].is_same
            and not re.search(r"\w", tidied[-1].old)
        ):
            between, before = tidied.pop(), tidied.pop()
            stretch = _Stretch(  # noqa: PLW2901 - the one that is read is the whole
                False,
                before.old + between.old + stretch.old,
                before.new + between.new + stretch.new,
            )
        tidied.append(stretch)
    return tidied
