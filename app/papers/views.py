"""A paper's page."""

from __future__ import annotations

from flask import Blueprint, Response, render_template

from app.core import clock
from app.core.stamps import SITE, read_stamps
from app.inquiries.queries import list_turns, period_of
from app.papers.models import DiscussionPaper, PaperVersion
from app.papers.queries import get_paper, get_version, list_removed_paragraphs
from app.papers.rules import make_citation
from app.publishing.queries import find_history
from app.web.access import public
from app.web.addresses import public_url
from app.web.kept_pages import kept_page

bp = Blueprint("papers", __name__)


@bp.get("/papers/<paper>")
@public
def paper(paper: str) -> Response:
    found = get_paper(paper)
    period = period_of(found.topic, clock.now())

    def render() -> str:
        version, history = get_version(found), find_history(found)
        since = history.readable_since if history else 1
        return render_template(
            "papers/paper.html",
            paper=found,
            version=version,
            removed=list_removed_paragraphs(found, version, since),
            history=history,
            topic=found.topic,
            inquiry=found.topic.inquiry,
            period=period,
            citation=_cite(found, version),
        )

    return kept_page(read_stamps([SITE]), list_turns(found.topic), render)


def _cite(paper: DiscussionPaper, version: PaperVersion) -> str:
    return make_citation(
        [author.name for author in paper.authors],
        paper.title,
        clock.london(version.published_at).year,
        paper.topic.inquiry.title,
        public_url("papers.paper", paper=paper.slug),
    )
