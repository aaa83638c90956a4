"""Small readers of BibTeX and RIS, written after what other programs take for signs."""

from __future__ import annotations

import re
from typing import NamedTuple

LATEX = {
    r"\textbackslash{}": "\\", r"\textbraceleft{}": "{", r"\textbraceright{}": "}",
    r"\textasciitilde{}": "~", r"\textasciicircum{}": "^",
    r"\#": "#", r"\$": "$", r"\%": "%", r"\&": "&", r"\_": "_",
}  # fmt: skip


class Entry(NamedTuple):
    kind: str
    key: str
    fields: dict[str, str]


def read_bibtex(text: str) -> Entry:
    """One entry; a value lasts until its braces are balanced, escaped ones counted too."""
    head = re.match(r"@(\w+)\{([^,{}\s]+),\n", text)
    assert head
    fields, place = {}, head.end()
    while field := re.compile(r"  (\w+) = \{").match(text, place):
        end = find_end(text, field.end())
        fields[field[1]] = text[field.end() : end]
        assert text[end : end + 3] == "},\n"
        place = end + 3
    assert text[place:] == "}\n"
    return Entry(head[1], head[2], fields)


def find_end(text: str, start: int) -> int:
    depth = 1
    for place in range(start, len(text)):
        depth += {"{": 1, "}": -1}.get(text[place], 0)
        if depth == 0:
            return place
    raise AssertionError("a value has no end")


def read_latex(text: str) -> str:
    """The plain text; a sign that LaTeX would obey fails."""
    plain, place = "", 0
    while place < len(text):
        found = next((code for code in LATEX if text.startswith(code, place)), "")
        assert found or text[place] not in "\\{}~^#$%&_", text[place:]
        plain += LATEX[found] if found else text[place]
        place += len(found) or 1
    return plain


def read_authors(field: str) -> list[str]:
    """Names are divided by " and " outside braces; braces around a whole name keep it whole."""
    names, depth, start = [], 0, 0
    for place, sign in enumerate(field):
        depth += {"{": 1, "}": -1}.get(sign, 0)
        if depth == 0 and field.startswith(" and ", place):
            names.append(field[start:place])
            start = place + 5
    names.append(field[start:])
    return [read_latex(name[1:-1] if re.fullmatch(r"\{.*\}", name) else name) for name in names]


def read_ris(text: str) -> list[tuple[str, str]]:
    """Tags and values in their order; every line must be one of both."""
    assert text.endswith("\r\n")
    lines = text[:-2].split("\r\n")
    pairs = [(line[:2], line[6:]) for line in lines]
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - .*", line) for line in lines)
    assert pairs[0][0] == "TY"
    assert pairs[-1] == ("ER", "")
    return pairs
