"""Passkeys: an easier second factor beside the app, which a false site cannot ask for.

The browser is given options with a challenge and sends back what its authenticator made of them;
the same challenge is kept in the session until then.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import webauthn
from sqlalchemy import delete, select, update
from webauthn.helpers.base64url_to_bytes import base64url_to_bytes
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
)

from app.accounts.audit import record_act
from app.accounts.enums import AuditAct
from app.accounts.models import Passkey, StaffUser
from app.accounts.service import end_sessions
from app.core import clock
from app.core.db import db
from app.core.errors import RefusedError

MOST_PASSKEYS = 10
_BAD_CREDENTIAL = (WebAuthnException, ValueError, KeyError, TypeError, AttributeError)


@dataclass(frozen=True)
class Place:
    """Where passkeys are good: the site's name ("example.org") and its whole origin."""

    host: str
    origin: str


def list_passkeys(staff: StaffUser) -> Sequence[Passkey]:
    return db.session.scalars(
        select(Passkey).where(Passkey.staff_id == staff.id).order_by(Passkey.id)
    ).all()


def offer_passkey(staff: StaffUser, place: Place, challenge: bytes) -> str:
    """What the browser needs to make a passkey, as JSON."""
    options = webauthn.generate_registration_options(
        rp_id=place.host,
        rp_name="Soundings",
        user_id=f"staff {staff.id}".encode(),
        user_name=staff.email,
        user_display_name=staff.name,
        challenge=challenge,
        exclude_credentials=_descriptors(staff),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.DISCOURAGED
        ),
    )
    return webauthn.options_to_json(options)


def add_passkey(
    staff: StaffUser, place: Place, challenge: bytes, credential: str, name: str
) -> None:
    """Keep a passkey that the browser has made; raises RefusedError."""
    if not staff.has_second_factor:
        raise RefusedError("Turn the second factor on first: a passkey is used beside the app.")
    if len(list_passkeys(staff)) >= MOST_PASSKEYS:
        raise RefusedError(f"You have {MOST_PASSKEYS} passkeys already. Remove one first.")
    try:
        made = webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=place.host,
            expected_origin=place.origin,
        )
    except _BAD_CREDENTIAL as error:
        raise RefusedError("The passkey was not made. Load the page and try again.") from error
    if _find(made.credential_id) is not None:
        raise RefusedError("That passkey is in use already.")
    db.session.add(
        Passkey(
            staff_id=staff.id,
            credential_id=made.credential_id,
            public_key=made.credential_public_key,
            sign_count=made.sign_count,
            name=name,
            created_at=clock.now(),
        )
    )
    end_sessions(staff)
    record_act(AuditAct.PASSKEY_ADDED, staff, by=staff, tells=True)


def ask_for_passkey(staff: StaffUser, place: Place, challenge: bytes) -> str:
    """What the browser needs to use one of this person's passkeys, as JSON; "" without any."""
    known = _descriptors(staff)
    if not known:
        return ""
    options = webauthn.generate_authentication_options(
        rp_id=place.host, challenge=challenge, allow_credentials=known
    )
    return webauthn.options_to_json(options)


def has_proved_passkey(staff: StaffUser, place: Place, challenge: bytes, credential: str) -> bool:
    """Whether the answer was made by one of this person's passkeys, for this challenge."""
    try:
        passkey = _find(base64url_to_bytes(json.loads(credential)["id"]))
        if passkey is None or passkey.staff_id != staff.id:
            return False
        proof = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=place.host,
            expected_origin=place.origin,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
        )
    except _BAD_CREDENTIAL:
        return False
    used = db.session.execute(
        update(Passkey)
        .where(Passkey.id == passkey.id, Passkey.sign_count == passkey.sign_count)
        .values(sign_count=proof.new_sign_count, last_used_at=clock.now())
    )
    return bool(used.rowcount)  # type: ignore[attr-defined]  # an update has one


def remove_passkey(staff: StaffUser, passkey_id: int) -> None:
    """Forget one of this person's own passkeys; raises RefusedError when it is not there."""
    gone = db.session.execute(
        delete(Passkey).where(Passkey.id == passkey_id, Passkey.staff_id == staff.id)
    )
    if not gone.rowcount:  # type: ignore[attr-defined]  # a deletion has one
        raise RefusedError("That passkey is gone already.")
    end_sessions(staff)
    record_act(AuditAct.PASSKEY_REMOVED, staff, by=staff, tells=True)


def _find(credential_id: bytes) -> Passkey | None:
    return db.session.scalar(select(Passkey).where(Passkey.credential_id == credential_id))


def _descriptors(staff: StaffUser) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=key.credential_id) for key in list_passkeys(staff)]
