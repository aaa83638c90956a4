"""The roles that staff hold, the permissions that views ask for, and the acts that are logged."""

from __future__ import annotations

from enum import Enum


class Role(Enum):
    PUBLISHER = "publisher"
    MODERATOR = "moderator"
    ANALYST = "analyst"
    ADMIN = "admin"

    @property
    def label(self) -> str:
        return "Administrator" if self is Role.ADMIN else self.value.capitalize()


class Permission(Enum):
    VIEW_STAFF_HOME = "view the staff home"
    MODERATE = "read the queue and decide on comments"
    OPERATE = "see the jobs and messages of the site"
    MANAGE_STAFF = "invite staff and change their accounts"
    WRITE = "write inquiries, topics and papers, and publish what somebody else wrote"
    PUBLISH_ALONE = "publish without a second pair of eyes, with a reason"
    READ_AUDIT = "read who did what"
    CHANGE_SETTINGS = "change what the standing pages and the moderation policy say"


class AuditAct(Enum):
    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - an act
    ACCOUNT_MADE = "account_made"
    INVITED = "invited"
    INVITATION_ACCEPTED = "invitation_accepted"
    ROLES_CHANGED = "roles_changed"
    DISABLED = "disabled"
    ENABLED = "enabled"
    SESSIONS_ENDED = "sessions_ended"
    FACTOR_ADDED = "factor_added"
    FACTOR_REMOVED = "factor_removed"
    RECOVERY_CODES_MADE = "recovery_codes_made"
    RECOVERY_CODE_USED = "recovery_code_used"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    COMMENT_DECIDED = "comment_decided"
    DRAFT_MADE = "draft_made"
    DRAFT_SAVED = "draft_saved"
    DRAFT_SUBMITTED = "draft_submitted"
    DRAFT_RETURNED = "draft_returned"
    PUBLICATION_SCHEDULED = "publication_scheduled"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    IMPORTED = "imported"
    PREVIEW_LINK_MADE = "preview_link_made"
    PREVIEW_LINK_ENDED = "preview_link_ended"
    REMARK_SETTLED = "remark_settled"
    SUBJECT_MADE = "subject_made"
    SUBJECT_CHANGED = "subject_changed"
    SUBJECT_DELETED = "subject_deleted"
    PAGE_SAVED = "page_saved"
    PAGE_PUBLISHED = "page_published"


class StaffState(Enum):
    """Whether somebody can sign in; derived, never stored."""

    ACTIVE = "active"
    INVITED = "invited"
    DISABLED = "disabled"


class SubjectKind(Enum):
    """What an act was done to."""

    STAFF = "staff"
    COMMENT = "comment"
    DRAFT = "draft"
    SUBJECT = "subject"
    PAGE = "page"
