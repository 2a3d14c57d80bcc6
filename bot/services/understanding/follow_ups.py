"""What a message says about the answer before it (content/lexicon/follow-ups.yaml)."""

from collections.abc import Mapping

from bot.services.understanding.compiler import Compiler
from bot.services.understanding.lexicon import open_lexicon
from bot.services.understanding.matcher import Matcher
from bot.services.understanding.normalise import Normaliser, Reading
from bot.services.understanding.rulebook import named_lists

# A cue is how a message begins; further on the same words link two halves of one question.
_BEGINNING = 4


class FollowUps:
    """Knows the messages that go on from an answer, and those that turn it down."""

    def __init__(self, lexicon: Mapping[str, object], read: Normaliser) -> None:
        """Compile the lexicon; ContentError when it can't be used."""
        root = open_lexicon("follow-ups", lexicon, ("words", "continues", "rejects"))
        compiler = Compiler(root.where, named_lists(root))
        self._matcher = Matcher([(0, compiler.compile(source)) for source in root.texts("continues")])
        self._rejects = frozenset(read.read(message).spoken for message in root.texts("rejects"))

    def continues(self, reading: Reading) -> bool:
        """Say whether the message begins as one that goes on from an answer."""
        return any(match.start < _BEGINNING for match in self._matcher.matches(reading.tokens))

    def rejects(self, reading: Reading) -> bool:
        """Say whether the whole message says that the answer was about something else."""
        return reading.spoken in self._rejects
