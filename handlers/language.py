"""Choose the language."""

from bot.core.action import encode
from bot.core.people import Language
from bot.core.reply import Press, Reply, paragraphs
from bot.core.request import Request
from bot.core.turn import Turn, remembering
from bot.services import guidance


async def choose(request: Request) -> Turn:
    """Offer the languages, each by its own name."""
    words = request.knowledge.handbook.words
    row = tuple(
        Press(words(language).get("language.name"), encode("lang", language)) for language in Language
    )
    return Turn((Reply((paragraphs(request.say("language.choose")),), (row,)),))


async def chosen(request: Request) -> Turn:
    """Go on in the chosen language."""
    name = request.argument(0)
    language = Language(name) if name in set(Language) else request.language
    said = request.in_language(language)
    reply = Reply((paragraphs(said.say("language.chosen")),), guidance.menu_rows(said))
    return Turn((reply,), remembering(request.state, language=language))
