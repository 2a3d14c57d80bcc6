"""Proving that a call comes from the platform."""

import hmac


def same_secret(given: str | None, expected: str) -> bool:
    """Compare in constant time. A missing secret is wrong; an empty expected one matches nothing."""
    if given is None or not expected:
        return False
    # A header holds any bytes; those outside UTF-8 arrive as lone surrogates.
    return hmac.compare_digest(given.encode(errors="surrogateescape"), expected.encode())
