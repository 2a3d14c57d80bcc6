"""Where in the content folder the parts of the supplement stand."""

from bot.core.people import Audience, Language
from bot.core.supplement import Guide

CALENDAR = "calendar.yaml"
SCENES, QUIZ, PRESS, FIGURES = "scenes.yaml", "quiz.yaml", "press.yaml", "figures.yaml"


def tip_file(audience: Audience, language: Language) -> str:
    """Return the name of an audience's file of tips."""
    return f"{language}/tips/{audience}.yaml"


def guide_file(guide: Guide, language: Language) -> str:
    """Return the name of a platform guide's file."""
    return f"{language}/platforms/{guide.id}.yaml"
