"""What a comment is about: a topic, a paper, or one paragraph of a paper."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for

from app.comments.models import Comment
from app.inquiries.models import Inquiry, Topic
from app.papers.models import DiscussionPaper, Paragraph


@dataclass(frozen=True)
class CommentTarget:
    topic: Topic
    paper: DiscussionPaper | None = None
    paragraph: Paragraph | None = None

    @property
    def inquiry(self) -> Inquiry:
        return self.topic.inquiry

    @property
    def kind(self) -> str:
        if self.paragraph:
            return "paragraph"
        return "paper" if self.paper else "topic"

    @property
    def title(self) -> str:
        if self.paper is None:
            return self.topic.title
        if self.paragraph is None:
            return self.paper.title
        return f"Paragraph {self.paragraph.number} of “{self.paper.title}”"

    @property
    def quote_html(self) -> str:
        return self.paragraph.html if self.paragraph else ""

    @property
    def action_url(self) -> str:
        if self.paper is None:
            return url_for("comments.topic_form", inquiry=self.inquiry.slug, topic=self.topic.slug)
        anchor = self.paragraph.anchor if self.paragraph else None
        return url_for("comments.paper_form", paper=self.paper.slug, paragraph=anchor)

    @property
    def back_url(self) -> str:
        if self.paper is None:
            return url_for("inquiries.topic", inquiry=self.inquiry.slug, topic=self.topic.slug)
        anchor = self.paragraph.anchor if self.paragraph else None
        return url_for("papers.paper", paper=self.paper.slug, _anchor=anchor)


def target_of(comment: Comment) -> CommentTarget:
    return CommentTarget(comment.topic, comment.paper, comment.paragraph)
