"""Where the public feeds of weekly tips are."""

from bot.core.people import Audience, Language


def feed_path(audience: Audience, kind: str, language: Language) -> str:
    """Return the path of a feed; `kind` is "ics" or "rss"."""
    return f"/meo/{audience}.{kind}?lang={language}"
