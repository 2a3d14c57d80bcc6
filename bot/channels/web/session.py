"""The one anonymous cookie, and whether a form was sent from our own page."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import Enum
from urllib.parse import urlsplit

from bot.core.people import Language

COOKIE = "phien"
_VALUE = re.compile(r"(?:(vi|en)\.)?([A-Za-z0-9_-]{22})")
_CROSS = frozenset({"cross-site", "same-site"})


@dataclass(frozen=True, slots=True)
class Session:
    """One visit: a random id of 128 bits, and the language if one was chosen. Ends with the browser."""

    id: str = field(repr=False)
    language: Language | None = None

    @property
    def cookie(self) -> str:
        """The cookie's value."""
        return f"{self.language}.{self.id}" if self.language else self.id


def new_id() -> str:
    """Return a random id of 128 bits."""
    return secrets.token_urlsafe(16)


def read_cookie(value: str | None) -> Session | None:
    """Return the session that the cookie names, or None for anything we did not write."""
    match = _VALUE.fullmatch(value or "")
    return Session(match[2], Language(match[1]) if match[1] else None) if match else None


class Tokens:
    """The token in every form: it proves that the form came from a page which we gave to this session."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def of(self, session: Session) -> str:
        """Return the session's token."""
        return hmac.new(self._secret, b"web-form:" + session.id.encode(), hashlib.sha256).hexdigest()

    def fits(self, session: Session, given: str) -> bool:
        """Compare in constant time."""
        return hmac.compare_digest(self.of(session).encode(), given.encode(errors="replace"))


class Standing(Enum):
    """How far a form is trusted.

    OWN acts in the session. FRESH (a lost cookie, an old token) is answered all the same, in a new
    session, so that no child's words are lost. FOREIGN, from another site, only gets its text back
    with the request to press send again.
    """

    OWN = "own"
    FRESH = "fresh"
    FOREIGN = "foreign"


def judge(headers: Mapping[str, str], hosts: Collection[str], *, token_fits: bool) -> Standing:
    """Say how far a form is trusted.

    Browsers send `Origin: null` from a page without referrer, so null proves nothing; an Origin of
    another host is outweighed by a fitting token (a proxy may have changed the Host).
    """
    site = headers.get("Sec-Fetch-Site", "")
    if site in _CROSS:
        return Standing.FOREIGN
    if token_fits:
        return Standing.OWN
    origin = headers.get("Origin", "null")
    if not site and origin != "null" and urlsplit(origin).netloc.lower() not in hosts:
        return Standing.FOREIGN
    return Standing.FRESH
