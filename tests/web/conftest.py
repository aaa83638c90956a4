"""One site with a page of every public kind, and the same site without its database."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from app import create_app
from app.core.db import db
from app.publishing.adopting import adopt
from app.standing.enums import PageName
from tests import factories
from tests.browsing import OwnContextClient

NOWHERE = "postgresql+psycopg://nobody@127.0.0.1:1/nothing"


@pytest.fixture
def path(topic):
    return f"/inquiries/{topic.inquiry.slug}/{topic.slug}"


@pytest.fixture
def pages(topic, path, moderator):
    """The address of each kind of public page."""
    subject = factories.Subject(slug="access", title="Access", description="Getting through.")
    topic.subjects.append(subject)
    paper = factories.make_paper(topic)
    factories.revise(paper, factories.PAPER_SOURCE.replace("ends", "closes"))
    adopt()
    comment = factories.make_published(topic, moderator)
    factories.change_page(PageName.PRIVACY, moderator, lead="Read this first.")
    db.session.commit()
    about = ("accessibility", "privacy", "moderation-policy", "how-we-count")
    return {
        "home": "/",
        "inquiry": f"/inquiries/{topic.inquiry.slug}",
        "topic": path,
        "subject": "/subjects/access",
        "paper": f"/papers/{paper.slug}",
        "bibtex": f"/papers/{paper.slug}/citation.bib",
        "ris": f"/papers/{paper.slug}/citation.ris",
        "site map": "/sitemap.xml",
        "versions": f"/papers/{paper.slug}/versions",
        "version": f"/papers/{paper.slug}/versions/1",
        "changes": f"/papers/{paper.slug}/versions/1/changes/2",
        "comment": f"/comments/{comment.public_ref}",
        **{name: f"/about/{name}" for name in about},
        "versions of privacy": "/about/privacy/versions",
        "version of privacy": "/about/privacy/versions/1",
        "changes of privacy": "/about/privacy/versions/1/changes/2",
    }


@pytest.fixture
def away(settings):
    """A visitor of the site while its database cannot be reached."""
    app = create_app(replace(settings, database_url=NOWHERE))
    app.test_client_class = OwnContextClient
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app.test_client()


@pytest.fixture
def logged(capfd, app):
    """The lines on standard error, each read as JSON, and the whole text."""

    def read():
        text = capfd.readouterr().err
        return [json.loads(line) for line in text.splitlines()], text

    return read
