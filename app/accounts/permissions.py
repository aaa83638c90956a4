"""The permissions table: one screen that says which role may do what."""

from __future__ import annotations

from collections.abc import Iterable

from app.accounts.enums import Permission, Role

ROLES_WITH: dict[Permission, frozenset[Role]] = {
    Permission.VIEW_STAFF_HOME: frozenset(Role),
    Permission.MODERATE: frozenset({Role.MODERATOR, Role.ADMIN}),
    Permission.WRITE: frozenset({Role.PUBLISHER, Role.ADMIN}),
    Permission.PUBLISH_ALONE: frozenset({Role.ADMIN}),
    Permission.OPERATE: frozenset({Role.ADMIN}),
    Permission.MANAGE_STAFF: frozenset({Role.ADMIN}),
    Permission.READ_AUDIT: frozenset({Role.ADMIN}),
    Permission.CHANGE_SETTINGS: frozenset({Role.ADMIN}),
}


def may(roles: Iterable[Role], permission: Permission) -> bool:
    """True when one of the roles carries the permission."""
    return not ROLES_WITH[permission].isdisjoint(roles)
