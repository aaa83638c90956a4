"""The site map for search engines: every public page that is to be found, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape

from flask import Blueprint, Response

from app.core.stamps import SITE, read_stamps
from app.inquiries.queries import list_inquiries, list_published_topics, list_subjects_shown
from app.papers.queries import list_papers
from app.standing.enums import PageName
from app.web.access import public
from app.web.addresses import public_url
from app.web.kept_pages import kept_page

XML = "application/xml; charset=utf-8"
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"

bp = Blueprint("site_map", __name__)


@bp.get("/sitemap.xml")
@public
def site_map() -> Response:
    return kept_page(read_stamps([SITE]), [], _make_site_map, XML)


def _make_site_map() -> str:
    places = "\n".join(f"<url><loc>{escape(address)}</loc></url>" for address in _each_address())
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    return f'{head}\n<urlset xmlns="{NAMESPACE}">\n{places}\n</urlset>\n'


def _each_address() -> Iterator[str]:
    yield public_url("inquiries.home")
    for inquiry in list_inquiries():
        yield public_url("inquiries.inquiry", inquiry=inquiry.slug)
        for topic in list_published_topics(inquiry):
            yield public_url("inquiries.topic", inquiry=inquiry.slug, topic=topic.slug)
    for paper in list_papers():
        yield public_url("papers.paper", paper=paper.slug)
    for subject in list_subjects_shown():
        yield public_url("inquiries.subject", subject=subject.slug)
    for page in PageName:
        yield public_url(f"about.{page.value.replace('-', '_')}")
