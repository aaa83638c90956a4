"""How hard an English text is to read, as the age of those who read such texts at school."""

from __future__ import annotations

import re

FEWEST_WORDS = 20  # a sentence or two more or less would change the result of a shorter text
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SENTENCE_END = re.compile(
    r"(?<![.!?])[.!?]+[\"”’')\]]*(?:\s|$)|\n[ \t]*\n|\n(?=[ \t]*(?:[-*+#>]|\d+[.)]) )"
)
_LINK_ADDRESS = re.compile(r"\]\([^()\s]*\)")
_VOWELS = re.compile(r"[aeiouy]+")
_TWO_IN_ONE = re.compile(r"(?<![tcsgx])i[au]|(?<![tcsgxln])io")  # au-di-o, but na-tion
_SILENT_END = re.compile(r"(?<![aeiouyl])e$|(?<=[aeiouy])le$|[^aeiouydt]ed$|(?<![aeiouycghsxz])es$")


def reading_age(text: str) -> int | None:
    """The age at which a text is read with ease; None for one too short to tell.

    This is the Flesch–Kincaid grade level, 0.39 × words a sentence + 11.8 × syllables a word −
    15.59 (J. P. Kincaid and others, “Derivation of New Readability Formulas for Navy Enlisted
    Personnel”, Research Branch Report 8-75, 1975), and five years, the age in the grade before
    the first. Syllables are counted by their spelling, so it is an estimate.
    """
    sentences = [_WORD.findall(part) for part in _SENTENCE_END.split(_LINK_ADDRESS.sub("]", text))]
    sentences = [sentence for sentence in sentences if sentence]
    words = [word for sentence in sentences for word in sentence]
    if len(words) < FEWEST_WORDS:
        return None
    syllables = sum(count_syllables(word) for word in words)
    grade = 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59
    return max(5, round(grade + 5))


def count_syllables(word: str) -> int:
    """By its spelling: the groups of vowels, but for those that are two and those not spoken."""
    word = word.lower()
    groups = len(_VOWELS.findall(word)) + len(_TWO_IN_ONE.findall(word))
    return max(1, groups - bool(_SILENT_END.search(word)))
