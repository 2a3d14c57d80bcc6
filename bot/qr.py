"""Behind `python -m bot qr`: QR codes to print. The children's leads to the web page, never elsewhere."""

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path

from rich.table import Table

from bot.config import Settings
from bot.core.errors import OperatorError
from bot.core.people import Audience
from bot.core.short_links import SHORT_LINKS, short_path

# How the files call those whom a code is for.
NAMES = {Audience.CHILD: "em", Audience.PARENT: "phu-huynh", Audience.TEACHER: "giao-vien"}
# A messenger may keep from us what minors write: its codes are for these alone.
ADULTS = (Audience.PARENT, Audience.TEACHER)

# A quarter of a code may be dirty or torn.
ERROR_LEVEL = "q"
QUIET_ZONE = 4
DARK, LIGHT = "#000000", "#ffffff"
# At 300 dots per inch this is 10 cm; the drawing has 2 mm for each module.
PIXELS = 1_200
DPI = 300
MODULE_MM = 2

# Longer ones make a code too fine for a poster. No query: it could name a poster, or a child's door.
LONGEST = 120
_SITE = r"https://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::[0-9]{1,5})?"
_IS_SITE = re.compile(_SITE, re.IGNORECASE)
_IS_LINK = re.compile(_SITE + r"(?:/[a-z0-9._~%+@/-]*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Code:
    """A code: its files' name without the ending, the address in it, and for whom it is."""

    name: str
    address: str
    audience: Audience


def codes(settings: Settings, *, zalo_link: str | None, telegram_link: str | None) -> list[Code]:
    """Return the codes, the children's first; OperatorError when an address is missing or does not do."""
    page = _page(settings)
    links = {
        "zalo": _messenger(zalo_link, "--zalo-link"),
        "telegram": _messenger(telegram_link, "--telegram-link"),
    }
    for_page = [Code(f"qr-{NAMES[each]}", page + short_path(each), each) for each in SHORT_LINKS.values()]
    for_messengers = [
        Code(f"qr-{messenger}-{NAMES[adult]}", link, adult)
        for messenger, link in links.items()
        if link is not None
        for adult in ADULTS
    ]
    return for_page + for_messengers


def write(made: Sequence[Code], folder: Path) -> None:
    """Write each code as .svg and .png, over those of an earlier time; OperatorError when that fails."""
    files = {name: body for code in made for name, body in _files(code).items()}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, body in files.items():
            (folder / name).write_bytes(body)
    except OSError as error:
        raise OperatorError(
            f"The codes cannot be written into {folder} ({error.strerror or type(error).__name__}). "
            "Make the folder writable, or name another one with --out."
        ) from error


def table(made: Sequence[Code]) -> Table:
    """Return which file leads where, for a terminal."""
    shown = Table()
    for heading in ("files", "address", "for"):
        shown.add_column(heading, overflow="fold")
    for code in made:
        shown.add_row(f"{code.name}.svg, .png", code.address, code.audience)
    return shown


def _files(code: Code) -> Mapping[str, bytes]:
    # Nothing but this command needs it.
    import segno  # noqa: PLC0415

    drawn = segno.make_qr(code.address, error=ERROR_LEVEL, boost_error=False)
    svg, png = io.BytesIO(), io.BytesIO()
    drawn.save(
        svg,
        kind="svg",
        border=QUIET_ZONE,
        dark=DARK,
        light=LIGHT,
        scale=MODULE_MM,
        unit="mm",
        title=code.address,
    )
    scale = ceil(PIXELS / drawn.symbol_size(border=QUIET_ZONE)[0])
    drawn.save(png, kind="png", border=QUIET_ZONE, dark=DARK, light=LIGHT, scale=scale, dpi=DPI)
    return {f"{code.name}.svg": svg.getvalue(), f"{code.name}.png": png.getvalue()}


def _page(settings: Settings) -> str:
    """Return the web page's address, without a slash at its end."""
    if not settings.web.enabled:
        raise OperatorError(
            "web.enabled is false, so the codes would lead to a page that is not there. "
            "Set it to true (BOT_WEB__ENABLED)."
        )
    address = settings.web.public_url
    if address is None:
        raise OperatorError(
            "web.public_url is not set, so it is not known where the codes should lead. "
            "Set it (BOT_WEB__PUBLIC_URL) to the https address under which people reach the page."
        )
    if not _IS_SITE.fullmatch(address) or len(address) > LONGEST:
        raise OperatorError(
            f"web.public_url is {address}, which does not do for a poster. Set it (BOT_WEB__PUBLIC_URL) to "
            "an https address with nothing behind the name, such as https://khien-nho.example.vn."
        )
    return address


def _messenger(link: str | None, option: str) -> str | None:
    if link is not None and (not _IS_LINK.fullmatch(link) or len(link) > LONGEST):
        raise OperatorError(
            f"{option} must be an https address of at most {LONGEST} plain letters, without ? and #, such as "
            "https://t.me/YOUR_BOT. Open the bot's profile and copy its link from there."
        )
    return link
