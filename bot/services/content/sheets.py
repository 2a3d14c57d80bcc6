"""The supplement's lists with the files that they stand in."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from bot.core.content_files import FIGURES, PRESS, QUIZ, SCENES, sheet_file, tip_file
from bot.core.people import Language
from bot.core.supplement import Figure, PressPack, QuizQuestion, Scene, Supplement, Tip
from bot.services.content.finding import Place

Item: TypeAlias = Tip | Scene | QuizQuestion | PressPack | Figure


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file with one list in it, under `key`."""

    file: str
    key: str
    items: tuple[Item, ...]

    def placed(self) -> Iterator[tuple[Place, Item]]:
        """Yield each item with its place in the file."""
        yield from (((self.key, index), item) for index, item in enumerate(self.items))


def sheets_of(language: Language, there: Supplement) -> tuple[Sheet, ...]:
    """Return the sheets of one language."""
    return (
        *(Sheet(tip_file(audience, language), "tips", tips) for audience, tips in there.tips.items()),
        Sheet(sheet_file(SCENES, language), "scenes", there.scenes),
        Sheet(sheet_file(QUIZ, language), "questions", there.questions),
        Sheet(sheet_file(PRESS, language), "packs", there.packs),
        Sheet(sheet_file(FIGURES, language), "figures", there.figures),
    )
