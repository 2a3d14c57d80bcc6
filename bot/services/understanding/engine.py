"""The engine behind bot.core.understanding.Understanding."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.core.case import Question
from bot.core.handbook import Handbook
from bot.core.people import Audience, Language, Reader, SelfWord
from bot.core.understanding import Alarm, Finding, Level, Misuse
from bot.services.understanding.base import Base, Listener
from bot.services.understanding.choices import Choices
from bot.services.understanding.features import words_of
from bot.services.understanding.lexicon import lexicon_of, optional_lexicon_of
from bot.services.understanding.misuse import MisuseScreen
from bot.services.understanding.model import Model
from bot.services.understanding.normalise import Normaliser, Reading, normaliser_from
from bot.services.understanding.rejections import Rejections
from bot.services.understanding.safety import SafetyScreen
from bot.services.understanding.screen import Screen
from bot.services.understanding.search import Search
from bot.services.understanding.speakers import Speakers

# One message is read by several questions in a row; nothing of it may stay longer than that.
_READINGS_AT_ONCE = 1


@dataclass(frozen=True, slots=True)
class Readers:
    """The parts that come from the lexicon alone."""

    normaliser: Normaliser
    screen: Screen
    misuse: MisuseScreen
    speakers: Speakers
    rejections: Rejections
    choices: Choices


def readers_of(handbook: Handbook) -> Readers:
    """Compile the lexicon; ContentError when a file can't be used."""
    names = ("teencode", "spelling", "alarm", "alarm-context", "misuse", "speakers", "stop-words")
    teencode, spelling, alarm, context, misuse, speakers, stops = (
        lexicon_of(handbook, name) for name in names
    )
    normaliser = normaliser_from(teencode, spelling)
    return Readers(
        normaliser=normaliser,
        screen=Screen(alarm, context),
        misuse=MisuseScreen(misuse),
        speakers=Speakers(speakers, stops, optional_lexicon_of(handbook, "subscribe-words"), normaliser),
        rejections=Rejections(optional_lexicon_of(handbook, "rejections")),
        choices=Choices(
            optional_lexicon_of(handbook, "triage-words"), handbook.supplement(Language.VI).guides, normaliser
        ),
    )


class Engine:
    """Understands free text. Pure and synchronous; safe to share between tasks and threads."""

    def __init__(self, readers: Readers, model: Model, base: Base) -> None:
        self._readers = readers
        self._listener = Listener(base)
        self._safety = SafetyScreen(readers.screen, self._listener)
        self._search = Search(model, self._listener)
        self._read = lru_cache(maxsize=_READINGS_AT_ONCE)(readers.normaliser.read)

    def screen(self, text: str, recent: Sequence[str] = ()) -> Alarm:
        """Read `text` alone and joined to the same chat's `recent` messages (oldest first)."""
        earlier = self._joined(recent) if recent else None
        return self._safety.alarm(self._read(text), earlier)

    def misuse(self, text: str) -> Misuse | None:
        """Recognise a request to do harm."""
        reading = self._read(text)
        return self._readers.misuse.kind(reading, self._heard_misuse(reading))

    def search(self, text: str, audience: Audience | None = None, about: str | None = None) -> Finding:
        """Find the topic; the audience is a soft prior, and so is `about`, unless it is doubted."""
        reading = self._read(text)
        doubted = about is not None and self._readers.rejections.doubts(reading)
        return self._search.find(reading, audience, None if doubted else about)

    def rejects(self, text: str) -> bool:
        """Say whether the message turns down the answer before it, and says nothing else."""
        return self._readers.rejections.turns_down(self._read(text))

    def audience(self, text: str) -> Audience | None:
        """Return who is asking when the words show it plainly."""
        return self._readers.speakers.audience(self._read(text))

    def young_reader(self, text: str) -> Reader | None:
        """Return the reader that a young writer's words show: a teenager, or one who asks for a friend."""
        return self._readers.speakers.young_reader(self._read(text))

    def self_word(self, text: str) -> SelfWord | None:
        """Return how a young writer speaks of themselves, or None when it does not show."""
        return self._readers.speakers.self_word(self._read(text))

    def language(self, text: str) -> Language | None:
        """Return the language when it shows."""
        return self._readers.speakers.language(self._read(text))

    def is_stop_word(self, text: str) -> bool:
        """Say whether the whole message asks to stop; a bare "dung" never does."""
        return self._readers.speakers.is_stop_word(self._read(text))

    def is_subscribe_word(self, text: str) -> bool:
        """Say whether the whole message asks for weekly tips."""
        return self._readers.speakers.is_subscribe_word(self._read(text))

    def answer(self, text: str, question: Question) -> str | None:
        """Return the answer that the whole message gives to an open question."""
        return self._readers.choices.answer(self._read(text), question)

    def platform(self, text: str) -> str | None:
        """Return the id of the platform whose guide a short message asks for."""
        return self._readers.choices.platform(self._read(text))

    def drops(self, text: str) -> bool:
        """Say whether the whole message asks to delete what is being prepared."""
        return self._readers.choices.drops(self._read(text))

    def is_done(self, text: str) -> bool:
        """Say whether the whole message says that there is nothing more to add."""
        return self._readers.choices.is_done(self._read(text))

    def digest(self, text: str) -> str:
        """Return the normalised text, by which the identical message is recognised again."""
        return self._read(text).text

    def forget(self) -> None:
        """Drop the message that was read last."""
        self._read.cache_clear()
        self._listener.forget()

    def _heard_misuse(self, reading: Reading) -> Misuse | None:
        """Return what the base model takes a message for, unless it may come from somebody who was harmed."""
        found = self._listener.base.misuse(self._listener.hear(words_of(reading).accented))
        harmed = found is not None and self._safety.alarm(reading).level is not Level.NONE
        return None if harmed else found

    def _joined(self, recent: Sequence[str]) -> Reading:
        first, *others = (self._readers.normaliser.read(text) for text in recent)
        for other in others:
            first = first + other
        return first
