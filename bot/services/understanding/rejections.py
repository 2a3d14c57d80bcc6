"""Knows when somebody turns down the answer before (content/lexicon/rejections.yaml)."""

from collections.abc import Mapping

from bot.services.understanding.compiler import Compiler
from bot.services.understanding.lexicon import open_lexicon
from bot.services.understanding.matcher import Matcher
from bot.services.understanding.normalise import Reading
from bot.services.understanding.rulebook import named_lists


class Rejections:
    """Reads what is said of the answer before."""

    def __init__(self, lexicon: Mapping[str, object]) -> None:
        """Compile the lexicon; ContentError when it can't be used."""
        root = open_lexicon("rejections", lexicon, ("words", "around", "patterns", "doubts"))
        compiler = Compiler(root.where, named_lists(root))
        patterns = [compiler.compile(source) for source in root.texts("patterns")]
        # Owners of their own, so that each pattern's matches are all told.
        self._matcher = Matcher(list(enumerate(patterns)))
        around = [compiler.compile(source) for source in root.texts("around")]
        self._around = Matcher(list(enumerate(around)))
        self._doubts = Matcher([(0, compiler.compile(source)) for source in root.texts("doubts")])

    def turns_down(self, reading: Reading) -> bool:
        """Say whether the message turns the answer down and says nothing else."""
        spoken = {place for place, token in enumerate(reading.tokens) if token.accented[0].isalnum()}
        told = self._covered(self._matcher, reading)
        return bool(told) and spoken <= told | self._covered(self._around, reading)

    def doubts(self, reading: Reading) -> bool:
        """Say whether any part of the message may turn the answer down, so that nothing is gone on from."""
        return any(True for _ in self._doubts.matches(reading.tokens))

    def _covered(self, matcher: Matcher, reading: Reading) -> set[int]:
        return {place for match in matcher.matches(reading.tokens) for place in range(match.start, match.end)}
