"""A paper's page, the files beside it, and the paper as a reference to be downloaded."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, render_template, url_for

from app.core import clock
from app.core.stamps import SITE, read_stamps
from app.inquiries.queries import list_turns, period_of
from app.papers.citations import Cited, make_bibtex, make_ris
from app.papers.descriptions import cite, describe_paper_page
from app.papers.file_links import link_files
from app.papers.models import DiscussionPaper
from app.papers.queries import get_file, get_paper, get_version, list_removed_paragraphs
from app.publishing.queries import find_history
from app.web.access import public
from app.web.attachments import attach, send_stored
from app.web.caching import PUBLIC_PAGE
from app.web.kept_pages import kept_page

bp = Blueprint("papers", __name__)


@bp.get("/papers/<paper>")
@public
def paper(paper: str) -> Response:
    found = get_paper(paper)
    turns = list_turns(found.topic)
    return kept_page(read_stamps([SITE]), turns, lambda: _render_paper(found))


def _render_paper(paper: DiscussionPaper) -> str:
    version, history = get_version(paper), find_history(paper)
    since = history.readable_since if history else 1
    return render_template(
        "papers/paper.html",
        paper=paper,
        version=version,
        removed=list_removed_paragraphs(paper, version, since),
        history=history,
        topic=paper.topic,
        inquiry=paper.topic.inquiry,
        period=period_of(paper.topic, clock.now()),
        citation=cite(paper, version).in_words,
        files=link_files(paper.files, _address_in(paper)),
        described=describe_paper_page(paper, version, history.first_at if history else None),
    )


def _address_in(paper: DiscussionPaper) -> Callable[[str], str]:
    return lambda name: url_for("papers.file", paper=paper.slug, name=name)


@bp.get("/papers/<paper>/files/<name>")
@public
def file(paper: str, name: str) -> Response:
    found = get_paper(paper)
    kept = get_file(found, name)
    return send_stored(kept.sha256, kept.format.media_type, f"{found.slug}-{name}", PUBLIC_PAGE)


@bp.get("/papers/<paper>/citation.bib")
@public
def bibtex(paper: str) -> Response:
    return _attach_citation(paper, "bib", "application/x-bibtex", make_bibtex)


@bp.get("/papers/<paper>/citation.ris")
@public
def ris(paper: str) -> Response:
    return _attach_citation(paper, "ris", "application/x-research-info-systems", make_ris)


def _attach_citation(
    slug: str, ending: str, media_type: str, make: Callable[[Cited], str]
) -> Response:
    found = get_paper(slug)
    response = kept_page(
        read_stamps([SITE]),
        [],
        lambda: make(cite(found, get_version(found))),
        f"{media_type}; charset=utf-8",
    )
    return attach(response, f"{found.slug}.{ending}")
