"""Which addresses Telegram takes for a link, and why it refuses the others."""

import re

_PORT = re.compile(r"0*[1-9][0-9]{0,4}")
_INNER_HOST = re.compile(r"[A-Za-z0-9_-]*")
_USER = re.compile(r"tg:(?://)?user\?id=(\d+)", re.IGNORECASE)


class LinkError(Exception):
    """The address is no link; the text is the server's own reason."""


def check_link(link: str, *, https_only: bool = False) -> str:
    """Return the address as Telegram keeps it, or raise LinkError."""
    scheme = next((name for name in ("tg", "ton") if link.lower().startswith(f"{name}:")), None)
    rest = link[len(scheme) + 1 :].removeprefix("//") if scheme else link
    protocol, host, rest_of_url = _split(rest)
    if https_only and (protocol != "https" or scheme):
        raise LinkError("Only HTTPS links are allowed")
    if scheme:
        if rest.lower().startswith(("http://", "https://")) or "@" in rest.split("?")[0]:
            raise LinkError(f"Wrong {scheme} URL")
        if not _INNER_HOST.fullmatch(host):
            raise LinkError("Unallowed characters in URL host")
        return f"{scheme}://{host}{rest_of_url.replace('/?', '?', 1)}"
    if "." not in host and not host.startswith("["):
        raise LinkError("Wrong HTTP URL")
    return f"{protocol}://{rest.split('://', 1)[-1]}" + ("/" if rest_of_url == "" else "")


def accepted_link(link: str) -> str | None:
    """Return the address as Telegram keeps it, or None where it silently drops it."""
    try:
        return check_link(link)
    except LinkError:
        return None


def mentioned_user(link: str) -> int | None:
    """Return the user id of a tg://user?id=… address."""
    match = _USER.fullmatch(link)
    return int(match[1]) if match else None


def _split(url: str) -> tuple[str, str, str]:
    protocol, separator, rest = url.partition("://")
    if separator and re.fullmatch(r"[^:/?#]*", protocol):
        protocol = protocol.lower()
        if protocol not in ("http", "https"):
            raise LinkError("Unsupported URL protocol")
    else:
        protocol, rest = "http", url
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    host = authority.rpartition("@")[2]
    if not host.endswith("]") and ":" in host:
        host, _, port = host.rpartition(":")
        if not _PORT.fullmatch(port) or int(port) > 65535:
            raise LinkError("Wrong port number specified in the URL")
    if not host:
        raise LinkError("URL host is empty")
    return protocol, host.lower(), rest[len(authority) :]
