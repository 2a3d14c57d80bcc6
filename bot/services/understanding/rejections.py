"""Knows when somebody turns down the answer before (content/lexicon/rejections.yaml)."""

from collections.abc import Mapping

from bot.services.understanding.compiler import Compiler
from bot.services.understanding.lexicon import open_lexicon
from bot.services.understanding.matcher import Matcher
from bot.services.understanding.normalise import Normaliser, Reading
from bot.services.understanding.rulebook import named_lists

# A message with more words than this tells what was meant, and is searched.
_SHORT = 9


class Rejections:
    """Reads what is said of the answer before."""

    def __init__(self, lexicon: Mapping[str, object], read: Normaliser) -> None:
        """Compile the lexicon; ContentError when it can't be used."""
        root = open_lexicon("rejections", lexicon, ("words", "patterns", "messages"))
        compiler = Compiler(root.where, named_lists(root))
        self._matcher = Matcher([(0, compiler.compile(source)) for source in root.texts("patterns")])
        self._messages = frozenset(read.read(message).spoken for message in root.texts("messages"))

    def turns_down(self, reading: Reading) -> bool:
        """Say whether any part of the message turns the answer down."""
        return reading.spoken in self._messages or any(True for _ in self._matcher.matches(reading.tokens))

    def is_only_that(self, reading: Reading) -> bool:
        """Say whether the message turns the answer down and says little else."""
        return len(reading.spoken.split()) <= _SHORT and self.turns_down(reading)
