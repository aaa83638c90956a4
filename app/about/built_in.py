"""What the standing pages say until somebody changes them: the files in `texts`, one a page.

A file begins with its title, description and lead, a line each; the Markdown follows after an
empty line.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from app.moderation.reasons import BUILT_IN_CLAUSES
from app.standing.contents import PageContent
from app.standing.enums import PageName

_TEXTS = Path(__file__).parent / "texts"


@cache
def get_built_in(page: PageName) -> PageContent:
    text = (_TEXTS / f"{page.value}.md").read_text(encoding="utf-8")
    head, _, source = text.partition("\n\n")
    facts = dict(line.split(": ", 1) for line in head.splitlines())
    return PageContent(
        title=facts["Title"],
        description=facts["Description"],
        lead=facts["Lead"],
        source=source.strip("\n"),
        clauses=BUILT_IN_CLAUSES if page is PageName.MODERATION_POLICY else {},
    )
