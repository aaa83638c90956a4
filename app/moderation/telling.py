"""Why a comment was not published, as its author is told."""

from __future__ import annotations

from collections.abc import Callable

from app.comments.receipts import ToldClause
from app.moderation.models import ModerationDecision
from app.moderation.reasons import read_policy_at


def find_told_clause(
    decision: ModerationDecision, make_url: Callable[..., str]
) -> ToldClause | None:
    """The clause behind a decision, in the words that stood when it was taken.

    `make_url` makes an address of the name of a view and its values.
    """
    if decision.reason is None:
        return None
    policy = read_policy_at(decision.decided_at)
    clause = policy.clauses[decision.reason]
    endpoint, names = policy.place
    url = f"{make_url(endpoint, **names)}#{clause.anchor}"
    return ToldClause(clause.label, clause.message, url)
