"""Every voice of the real content: a language, and how a young person speaks of themselves."""

from datetime import UTC, date, datetime

from bot.core.handbook import Handbook
from bot.core.knowledge import Knowledge
from bot.core.message import Address, Incoming, Typed
from bot.core.people import Audience, Language, SelfWord
from bot.core.request import Request, Voice
from bot.core.turn import ChatState
from bot.core.understanding import Alarm

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 13, tzinfo=UTC)


def voices(handbook: Handbook, today: date = TODAY) -> list[Voice]:
    """Return every voice of a handbook."""
    return [Voice(handbook, language, word, today) for language in Language for word in SelfWord]


def request_of(
    knowledge: Knowledge,
    audience: Audience | None,
    language: Language,
    self_word: SelfWord = SelfWord.EM,
    alarm: Alarm | None = None,
) -> Request:
    """Return a request of somebody who typed something."""
    return Request(
        Incoming(Address("web", "1"), Typed(""), NOW),
        ChatState(),
        knowledge,
        language,
        NOW,
        audience=audience,
        self_word=self_word,
        alarm=alarm or Alarm(),
    )
