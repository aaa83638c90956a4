"""Which number a paragraph has in a new version: that of the one it comes from, or a new one.

A number is text, is never reused, and stays with its paragraph whatever happens around it. Of a
paragraph that was split the first part keeps the number; what is inserted after 12 is 12A, 12B.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import count, product
from string import ascii_uppercase

_ALIKE = 0.6
_FEWEST_SHARED_WORDS = 3
_MOST_PAIRS = 250_000

Numbered = tuple[str, str]  # a number and the text under it


def number_paragraphs(old: Sequence[Numbered], new: Sequence[str], used: set[str]) -> list[str]:
    """A number for each new text; `old` is the last version, `used` all numbers ever given."""
    kept = _match([text for _, text in old], new)
    last_kept = max(kept, default=-1)
    taken = set(used)
    numbers: list[str] = []
    for place in range(len(new)):
        if place in kept:
            number = old[kept[place]][0]
        else:
            before = numbers[-1] if numbers else "0"
            number = next(
                candidate
                for candidate in _candidates(before, taken, is_end=place > last_kept)
                if candidate not in taken
            )
        taken.add(number)
        numbers.append(number)
    return numbers


def order_of_number(number: str) -> tuple[int, str]:
    """To sort by: 9 before 12 before 12A before 12AA before 12B."""
    whole, letters = re.fullmatch(r"(\d+)([A-Z]*)", number).groups()  # type: ignore[union-attr]
    return int(whole), letters


def _match(old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    """The place of the old text that each new one comes from, both in their order."""
    found: dict[int, int] = {}
    for what, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            found |= dict(zip(range(j1, j2), range(i1, i2), strict=True))
        elif what == "replace":
            pairs = _match_edited(old[i1:i2], new[j1:j2])
            found |= {j1 + place: i1 + origin for place, origin in pairs.items()}
    return found


def _match_edited(old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    """The pairs, in order, that share most; of equally good ones the earliest.

    None where almost everything of a very long paper was rewritten: to compare each with each
    would take minutes, and tell little.
    """
    if len(old) * len(new) > _MOST_PAIRS:
        return {}
    words_of_old, words_of_new = [_words(text) for text in old], [_words(text) for text in new]
    likeness = [[_likeness(a, b) for b in words_of_new] for a in words_of_old]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            best[i][j] = max(
                best[i + 1][j],
                best[i][j + 1],
                likeness[i][j] and likeness[i][j] + best[i + 1][j + 1],
            )
    pairs: dict[int, int] = {}
    i = j = 0
    while i < len(old) and j < len(new):
        if likeness[i][j] and best[i][j] == likeness[i][j] + best[i + 1][j + 1]:
            pairs[j] = i
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.lower()))


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    """The share of the shorter text's words that the longer one has too; 0 where that is little."""
    shorter = min(one.total(), other.total())
    shared = (one & other).total()
    if shared < min(_FEWEST_SHARED_WORDS, shorter) or not shorter:
        return 0.0
    share = shared / shorter
    return share if share >= _ALIKE else 0.0


def _candidates(before: str, taken: set[str], *, is_end: bool) -> Iterator[str]:
    """Numbers for what comes after the number `before`, the best first."""
    whole, letters = order_of_number(before)
    if is_end:
        highest = max((int(re.match(r"\d+", number)[0]) for number in taken), default=0)  # type: ignore[index]
        yield from (str(number) for number in count(highest + 1))
    if letters and letters[-1] != "Z":
        yield f"{whole}{letters[:-1]}{chr(ord(letters[-1]) + 1)}"
    for length in count(1):
        for more in product(ascii_uppercase, repeat=length):
            yield f"{before}{''.join(more)}"
