"""A security key in software: it makes passkeys and answers challenges as a browser sends them."""

from __future__ import annotations

import hashlib
import json
import secrets
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers.bytes_to_base64url import bytes_to_base64url

PRESENT, HAS_KEY = 0x01, 0x40


class Authenticator:
    def __init__(self, origin: str = "http://localhost", host: str = "localhost") -> None:
        self.origin, self.host = origin, host
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.credential_id = secrets.token_bytes(32)
        self.count = 0

    def make(self, options: dict[str, Any]) -> str:
        """What `navigator.credentials.create` gives, as JSON."""
        numbers = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)}
        attested = bytes(16) + len(self.credential_id).to_bytes(2) + self.credential_id
        facts = self._facts(PRESENT | HAS_KEY) + attested + cbor2.dumps(public)
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": facts})
        return self._say(
            clientDataJSON=self._client_data("webauthn.create", options),
            attestationObject=attestation,
        )

    def answer(self, options: dict[str, Any]) -> str:
        """What `navigator.credentials.get` gives, as JSON."""
        self.count += 1
        facts, data = self._facts(PRESENT), self._client_data("webauthn.get", options)
        signed = facts + hashlib.sha256(data).digest()
        signature = self.key.sign(signed, ec.ECDSA(SHA256()))
        return self._say(clientDataJSON=data, authenticatorData=facts, signature=signature)

    def _facts(self, flags: int) -> bytes:
        return hashlib.sha256(self.host.encode()).digest() + bytes([flags]) + self.count.to_bytes(4)

    def _client_data(self, kind: str, options: dict[str, Any]) -> bytes:
        data = {"type": kind, "challenge": options["challenge"], "origin": self.origin}
        return json.dumps(data).encode()

    def _say(self, **parts: bytes) -> str:
        number = bytes_to_base64url(self.credential_id)
        answer = {name: bytes_to_base64url(value) for name, value in parts.items()}
        return json.dumps({"id": number, "rawId": number, "type": "public-key", "response": answer})
