"""Keys, keyed hashes and sealed values, each from its own key derived from the site's secret.

Derivation is HKDF-SHA256 (RFC 5869) with the purpose as its info, so that a leak of one key says
nothing about another; sealing is Fernet (AES-128-CBC with HMAC-SHA256). While the secret is being
changed the keys of the old one still open what they closed, and close nothing new.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app


def derive_key(secret: str, purpose: str) -> bytes:
    """A key of 32 bytes for one purpose."""
    hkdf = HKDF(algorithm=SHA256(), length=32, salt=b"soundings", info=purpose.encode())
    return hkdf.derive(secret.encode())


@dataclass(frozen=True)
class Keys:
    """The keys of one site; made once at start."""

    receipt: bytes
    contact_lookup: bytes
    contact_seal: bytes
    network: bytes
    nonce: str
    mail: str
    queue: str
    invitation: bytes
    preview: bytes
    factor_seal: bytes
    recovery_code: bytes

    @classmethod
    def from_secret(cls, secret: str) -> Keys:
        return cls(
            receipt=derive_key(secret, "receipt"),
            contact_lookup=derive_key(secret, "contact lookup"),
            contact_seal=base64.urlsafe_b64encode(derive_key(secret, "contact seal")),
            network=derive_key(secret, "network"),
            nonce=derive_key(secret, "form nonce").hex(),
            mail=derive_key(secret, "mail").hex(),
            queue=derive_key(secret, "queue").hex(),
            invitation=derive_key(secret, "staff invitation"),
            preview=derive_key(secret, "preview link"),
            factor_seal=base64.urlsafe_b64encode(derive_key(secret, "second factor seal")),
            recovery_code=derive_key(secret, "recovery code"),
        )


def get_keys() -> Keys:
    """The keys of the running site (raises RuntimeError outside an application context)."""
    keys: Keys = current_app.extensions["soundings_keys"]
    return keys


def list_keys() -> list[Keys]:
    """The keys in use, then those of secrets that are being given up."""
    return [get_keys(), *current_app.extensions.get("soundings_old_keys", ())]


def keyed_hash(key: bytes, text: str) -> bytes:
    """HMAC-SHA256 of a text: 32 bytes."""
    return hmac.digest(key, text.encode(), hashlib.sha256)


def make_token(key: bytes, nonce: str) -> str:
    """43 URL-safe characters for an address: the keyed hash of a nonce."""
    return base64.urlsafe_b64encode(keyed_hash(key, nonce)).rstrip(b"=").decode()


def hash_token(token: str) -> str:
    """What the database keeps of a token: its SHA-256 in hexadecimal."""
    return hashlib.sha256(token.encode()).hexdigest()


def hash_email(email: str) -> bytes:
    """The keyed hash by which the same address is recognised without being read."""
    return keyed_hash(get_keys().contact_lookup, email.casefold())


def list_email_hashes(email: str) -> list[bytes]:
    """Its keyed hash under each secret that is taken, the present one first."""
    return [keyed_hash(keys.contact_lookup, email.casefold()) for keys in list_keys()]


def seal(text: str) -> bytes:
    """Encrypt a private value for storage."""
    return Fernet(get_keys().contact_seal).encrypt(text.encode())


def unseal(token: bytes) -> str:
    """The private value again; raises cryptography.fernet.InvalidToken under another secret."""
    return MultiFernet([Fernet(keys.contact_seal) for keys in list_keys()]).decrypt(token).decode()
