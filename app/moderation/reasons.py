"""What each reason code says: to moderators, to the public, and to the comment's author.

These are the clauses of the moderation policy. Until somebody changes them they are the built-in
ones; a decision is told in the words that stood when it was taken.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.moderation.enums import Reason
from app.standing.contents import Clause
from app.standing.enums import PageName
from app.standing.queries import find_current, find_version_at


@dataclass(frozen=True)
class ReasonText:
    """A clause of the moderation policy; `label` is its heading."""

    reason: Reason
    label: str
    guidance: str
    public_sentence: str
    message: str

    @property
    def value(self) -> str:
        return self.reason.value

    @property
    def anchor(self) -> str:
        return f"reason-{self.value}"


@dataclass(frozen=True)
class Policy:
    """The clauses of the moderation policy, all of them.

    `number` is that of a version which no longer stands, None for what the public reads today.
    """

    clauses: Mapping[Reason, ReasonText]
    number: int | None = None

    @property
    def reasons(self) -> list[ReasonText]:
        return list(self.clauses.values())

    @property
    def place(self) -> tuple[str, dict[str, Any]]:
        """The view that shows the clauses, and the values of its address."""
        if self.number is None:
            return "about.moderation_policy", {}
        return "about.version", {"page": PageName.MODERATION_POLICY.value, "number": self.number}


_TEXTS = (
    ReasonText(
        Reason.SPAM,
        Reason.SPAM.label,
        (
            "Use this for advertising, mass messages and text made to carry a link. A genuine "
            "comment that mentions a product or links to a source is not spam."
        ),
        (
            "Advertising, automatic messages and text that is only there to carry a link are not "
            "published."
        ),
        (
            "It looked like advertising or an automatic message. If you wrote it yourself about "
            "this topic, we are sorry: please write to us with its reference, and a "
            "person will look at it again. While comments are open you can also send it again, "
            "without links."
        ),
    ),
    ReasonText(
        Reason.OFF_TOPIC,
        Reason.OFF_TOPIC.label,
        (
            "Use this only when nothing in the comment bears on the topic, its papers or the "
            "inquiry. If one part does, judge the comment by that part; do not use this for views"
            " you find mistaken or for a comment that wanders."
        ),
        (
            "A comment that has nothing to do with the topic, its papers or the inquiry is not "
            "published there."
        ),
        (
            "It did not seem to be about this topic or its papers. Another topic of the inquiry "
            "may be the place for it, and while comments are open you are welcome to send it "
            "there. If it was about this topic, please write to us with the reference on this "
            "page and say how."
        ),
    ),
    ReasonText(
        Reason.ABUSIVE,
        Reason.ABUSIVE.label,
        (
            "Use this for threats, for insults aimed at a person or a group, and for language "
            "that degrades people for who they are. Anger, swearing at a situation and harsh "
            "criticism of an organisation are not abuse. If someone may be in danger, tell the "
            "person in charge at once."
        ),
        (
            "We do not publish threats, insults aimed at people, or language that degrades "
            "anyone for who they are. Anger and hard criticism are published."
        ),
        (
            "Some of its words threaten or insult people. We do want to know what went wrong and "
            "how it felt: while comments are open you can send it again without those words. If "
            "you think we have misread it, please write to us with its reference."
        ),
    ),
    ReasonText(
        Reason.PERSONAL_DATA,
        Reason.PERSONAL_DATA.label,
        (
            "Use this when the comment holds a telephone number, an address, a date of birth, or "
            "the name or health of somebody other than its author, or enough detail to recognise "
            "them. Also use it when authors give away more about themselves than they can have "
            "meant to. Praise counts as much as blame, and an organisation's published name or "
            "number is not personal data."
        ),
        (
            "A comment by which a private person could be recognised or reached, other than an "
            "author who chose to be named, is not published."
        ),
        (
            "It holds details by which somebody could be recognised or reached, such as a name, a"
            " telephone number or a part of their medical history. We do not change anybody's "
            "words, so we cannot take these out for you. While comments are open please send it "
            'again without them: "the receptionist" or "a neighbour" is enough.'
        ),
    ),
    ReasonText(
        Reason.DEFAMATORY,
        Reason.DEFAMATORY.label,
        (
            "Use this when the comment states as a fact, about someone who can be identified, "
            "something that would seriously harm their name and that we cannot check. Opinions "
            "and first-hand accounts that accuse no identifiable person can be published. If "
            "unsure, ask a second moderator."
        ),
        (
            "A serious accusation against somebody who can be identified, which we have no means "
            "of checking, is not published."
        ),
        (
            "It makes a serious accusation against somebody who can be identified, and we cannot "
            "check whether it is true. This does not mean that we disbelieve you. While comments "
            "are open you can send it again without anything that identifies them; if you want it"
            " to be looked into, the body that regulates that person or service is the right "
            "place to take it."
        ),
    ),
    ReasonText(
        Reason.ILLEGAL,
        Reason.ILLEGAL.label,
        (
            "Use this where publishing would itself be unlawful: a breach of a court order or of "
            "a victim's anonymity, incitement, or a copy of somebody else's work beyond fair "
            "quotation. Stop, do not copy the text anywhere, and tell the person in charge."
        ),
        (
            "We do not publish a comment where that would be against the law: for example, one "
            "that breaks a court order, incites a crime or copies the whole of somebody else's "
            "work."
        ),
        (
            "We believe that it would be against the law to publish it, for example because of a "
            "court order or because the words belong to somebody else. If you tell us more we can"
            " look at it again: please write to us with its reference. You may also "
            "send a comment in your own words while comments are open."
        ),
    ),
    ReasonText(
        Reason.IMPERSONATION,
        Reason.IMPERSONATION.label,
        (
            "Use this when there is good reason to think that the name given belongs to another "
            "real person or body, or that the author falsely claims to speak for one. A pen name "
            "that could mislead nobody is allowed, and so is writing for a relative who has "
            "agreed."
        ),
        (
            "A comment that appears to be sent in the name of another person or organisation "
            "without their agreement is not published."
        ),
        (
            "It appears to be written in the name of another person or organisation, and we could"
            " not be sure that they had agreed. If the name is yours, or you may speak for them, "
            "please write to us with its reference. While comments are open you can "
            "also send it again with your own name, or with your name withheld."
        ),
    ),
    ReasonText(
        Reason.DUPLICATE,
        Reason.DUPLICATE.label,
        (
            "Use this only when the same person has sent the same words on the same topic before,"
            " and publish the first. The same letter sent by different people is not a duplicate:"
            " each is one person's comment."
        ),
        (
            "When the same person sends the same comment again on the same topic, one of the two "
            "is published; a letter sent by many people is published each time."
        ),
        (
            "We already have the same comment from you on this topic, and that one is being dealt"
            " with or has been published. You need do nothing. If you are not the person who sent"
            " the first one, please write to us with its reference so that yours can"
            " count as your own."
        ),
    ),
    ReasonText(
        Reason.OTHER,
        Reason.OTHER.label,
        (
            "Use this rarely, when no other reason fits, and explain it in the note in a way that"
            " a colleague could defend. Disagreement, spelling, length and tone are never "
            "reasons."
        ),
        (
            "Very rarely a comment cannot be published for a reason that is not in this list; the"
            " moderator must then record what it was."
        ),
        (
            "The reason is not one of the usual ones, and the moderator has recorded it. Please "
            "write to us with its reference: we will explain it and look at your "
            "comment again if you ask."
        ),
    ),
)

BUILT_IN = {text.reason: text for text in _TEXTS}
BUILT_IN_CLAUSES = {
    text.value: Clause(
        heading=text.label,
        guidance=text.guidance,
        public_sentence=text.public_sentence,
        message=text.message,
    )
    for text in _TEXTS
}


def make_policy(clauses: Mapping[str, Clause], number: int | None = None) -> Policy:
    """The clauses kept by their codes; a reason that they do not know has its built-in one."""
    texts = {
        reason: ReasonText(
            reason, clause.heading, clause.guidance, clause.public_sentence, clause.message
        )
        for reason in Reason
        if (clause := clauses.get(reason.value))
    }
    return Policy({reason: texts.get(reason, BUILT_IN[reason]) for reason in Reason}, number)


def read_policy() -> Policy:
    """As it stands."""
    current = find_current(PageName.MODERATION_POLICY)
    return make_policy(current.content.clauses if current else {})


def read_policy_at(moment: datetime) -> Policy:
    """As it stood when something was decided."""
    stood = find_version_at(PageName.MODERATION_POLICY, moment)
    if stood is None:
        return Policy(BUILT_IN)
    current = find_current(PageName.MODERATION_POLICY)
    return make_policy(stood.content.clauses, None if stood is current else stood.number)
