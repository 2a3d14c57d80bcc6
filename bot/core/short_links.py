"""The short links that a poster carries and a child can type; each opens the web page for one audience."""

from collections.abc import Mapping
from types import MappingProxyType

from bot.core.people import Audience

# By what those who follow them are called in Vietnamese: em, phụ huynh, giáo viên.
SHORT_LINKS: Mapping[str, Audience] = MappingProxyType(
    {"em": Audience.CHILD, "ph": Audience.PARENT, "gv": Audience.TEACHER}
)


def short_path(audience: Audience) -> str:
    """Return the path of an audience's short link; KeyError when it has none."""
    return {one: f"/{link}" for link, one in SHORT_LINKS.items()}[audience]
