"""The roles that staff hold and the permissions that views ask for."""

from __future__ import annotations

from enum import Enum


class Role(Enum):
    PUBLISHER = "publisher"
    MODERATOR = "moderator"
    ANALYST = "analyst"
    ADMIN = "admin"


class Permission(Enum):
    VIEW_STAFF_HOME = "view the staff home"
    MODERATE = "read the queue and decide on comments"
    OPERATE = "see the jobs and messages of the site"
