"""What the operator chooses about the web chat."""

from dataclasses import dataclass
from urllib.parse import urlsplit

LEAVE_URL = "https://www.google.com.vn"


@dataclass(frozen=True, slots=True)
class WebOptions:
    """`public_url` is the address under which visitors reach the page; None: as they asked for it.

    `leave_url` is the neutral page that leave-now opens. `secure_cookie` keeps the cookie to https.
    """

    public_url: str | None = None
    organisation: str = ""
    leave_url: str = LEAVE_URL
    secure_cookie: bool = False
    trusted_proxies: tuple[str, ...] = ()

    @property
    def public_host(self) -> str | None:
        """The host (and port) of the public address."""
        return urlsplit(self.public_url).netloc.lower() if self.public_url else None
