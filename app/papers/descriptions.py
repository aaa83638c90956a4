"""What a paper's page says of the paper to search engines and libraries."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from app.core import clock
from app.core.text import say_size
from app.papers.citations import KIND, LANGUAGE, Cited, is_organisation
from app.papers.enums import FileFormat, FileKind
from app.papers.file_links import say_file
from app.papers.models import Author, DiscussionPaper, PaperFile, PaperVersion
from app.web.addresses import public_url
from app.web.descriptions import Description, describe, make_organisation, publisher


def cite(paper: DiscussionPaper, version: PaperVersion) -> Cited:
    return Cited(
        authors=[author.name for author in paper.authors],
        title=paper.title,
        abstract=version.abstract,
        inquiry=paper.topic.inquiry.title,
        publisher=publisher(),
        address=public_url("papers.paper", paper=paper.slug),
        published_on=clock.london_date(version.published_at),
        version=version.number,
    )


def describe_paper_page(
    paper: DiscussionPaper, version: PaperVersion, first_at: datetime | None
) -> Description:
    """`first_at` is when the paper's first version appeared, where that is known."""
    cited, topic = cite(paper, version), paper.topic
    appeared_at = first_at or version.published_at
    topic_address = public_url("inquiries.topic", inquiry=topic.inquiry.slug, topic=topic.slug)
    return describe(
        ["ScholarlyArticle", "Report"],
        title=paper.title,
        summary=version.abstract,
        address=cited.address,
        published_at=appeared_at,
        changed_at=version.published_at,
        names=list(_highwire_tags(paper, cited, clock.london_date(appeared_at))),
        headline=paper.title,
        abstract=version.abstract,
        genre=KIND,
        version=str(version.number),
        author=[_make_author(author) for author in paper.authors],
        publisher=make_organisation(cited.publisher),
        isPartOf={"@type": "WebPage", "name": topic.title, "url": topic_address},
        keywords=[subject.title for subject in paper.subjects],
        encoding=[_make_media(paper, file) for file in paper.files],
    )


def _highwire_tags(
    paper: DiscussionPaper, cited: Cited, appeared_on: date
) -> Iterator[tuple[str, str]]:
    """An author's institution stands straight after the author: so it is told whose it is."""
    yield "citation_title", cited.title
    for author in paper.authors:
        yield "citation_author", author.name
        if author.affiliation:
            yield "citation_author_institution", author.affiliation
    yield "citation_publication_date", f"{cited.published_on:%Y/%m/%d}"
    yield "citation_online_date", f"{appeared_on:%Y/%m/%d}"
    yield "citation_technical_report_institution", cited.publisher
    yield "citation_language", LANGUAGE
    yield "citation_public_url", cited.address
    yield "citation_fulltext_html_url", cited.address
    for file in paper.files:
        if (file.kind, file.format) == (FileKind.ORIGINAL, FileFormat.PDF):
            yield "citation_pdf_url", _address_of(paper, file)


def _address_of(paper: DiscussionPaper, file: PaperFile) -> str:
    return public_url("papers.file", paper=paper.slug, name=file.name)


def _make_media(paper: DiscussionPaper, file: PaperFile) -> dict[str, Any]:
    return {
        "@type": "MediaObject",
        "name": say_file(file),
        "contentUrl": _address_of(paper, file),
        "encodingFormat": file.format.media_type.partition(";")[0],
        "contentSize": say_size(file.size),
        "inLanguage": file.language,
    }


def _make_author(author: Author) -> dict[str, Any]:
    if is_organisation(author.name):
        return make_organisation(author.name)
    person: dict[str, Any] = {"@type": "Person", "name": author.name}
    if author.affiliation:
        person["affiliation"] = make_organisation(author.affiliation)
    return person
