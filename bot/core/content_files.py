"""The names of the content files beside the topics, as the loader reads and the check tells them."""

from bot.core.people import Audience, Language

CALENDAR = "calendar.yaml"
SCENES, QUIZ, PRESS, FIGURES = "scenes.yaml", "quiz.yaml", "press.yaml", "figures.yaml"


def sheet_file(name: str, language: Language) -> str:
    """Return where one language's scenes, quiz, press packs or figures stand."""
    return f"{language}/{name}"


def tip_file(audience: Audience, language: Language) -> str:
    """Return where an audience's tips stand."""
    return f"{language}/tips/{audience}.yaml"


def guide_folder(language: Language) -> str:
    """Return where one language's platform guides stand."""
    return f"{language}/platforms"


def guide_file(guide_id: str, language: Language) -> str:
    """Return where a platform's guide stands."""
    return f"{guide_folder(language)}/{guide_id}.yaml"
