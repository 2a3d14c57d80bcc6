"""Proving that an event comes from Zalo."""

import hmac
from hashlib import sha256

HEADER = "X-ZEvent-Signature"
_MARK = "mac="


def signature(signed_by: str, body: bytes, timestamp: str, secret: str) -> str:
    """Return the digest in hex: a plain SHA-256 of id, raw body, the body's own timestamp and the secret.

    So documented (Zalo for Developers, "Webhook"); it is no HMAC.
    """
    return sha256(signed_by.encode() + body + timestamp.encode() + secret.encode()).hexdigest()


def is_signed(given: str | None, expected: str) -> bool:
    """Compare in constant time; the header is written "mac=<hex>", and without the mark in one adapter."""
    if given is None:
        return False
    digest = given.strip().removeprefix(_MARK).lower()
    return hmac.compare_digest(digest.encode(errors="surrogateescape"), expected.encode())
