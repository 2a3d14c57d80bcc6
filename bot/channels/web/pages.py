"""The pages as HTML: templates and words in, text out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined

from bot.channels.web.assets import Assets
from bot.channels.web.options import WebOptions
from bot.channels.web.report import ReportPage
from bot.channels.web.view import LANGUAGE, ShownReply
from bot.core.action import encode
from bot.core.draft import Evidence
from bot.core.people import Audience, Language
from bot.core.words import Words
from bot.http.errors import LastResort

WordsOf = Callable[[Language], Words]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


@dataclass(frozen=True, slots=True)
class Exchange:
    """What one page shows: the person's last words, the answer, and what stays in the box.

    `notice` names a sentence of the page itself (`web.notice.…`) in place of an answer.
    """

    language: Language
    token: str = field(repr=False)
    said: str = field(default="", repr=False)
    replies: tuple[ShownReply, ...] = ()
    notice: str | None = None
    draft: str = field(default="", repr=False)


class Pages:
    """Renders every page of the web chat. In the templates `say` gives the words, all below `web.`."""

    def __init__(self, words: WordsOf, options: WebOptions, assets: Assets) -> None:
        self._words = words
        self._options = options
        self._environment = Environment(
            loader=PackageLoader("bot.channels.web"),
            autoescape=True,
            undefined=StrictUndefined,
            auto_reload=False,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals.update(asset=assets.url, options=options)

    def chat(self, exchange: Exchange) -> str:
        """Return the conversation's page."""
        return self._render("chat.html", exchange.language, exchange=exchange, token=exchange.token)

    def answer(self, exchange: Exchange) -> str:
        """Return only the answer, for the script to add to the page."""
        return self._render("answer.html", exchange.language, exchange=exchange)

    def call(self, language: Language, token: str) -> str:
        """Return the page with the numbers to call."""
        return self._render("call.html", language, token=token)

    def embed(self, language: Language, token: str, address: str) -> str:
        """Return the page for school webmasters; `address` is where the chat is reached."""
        doors = {audience.value: f"{address}/?a={quote(audience)}" for audience in (Audience.CHILD,)}
        return self._render("embed.html", language, token=token, address=address, doors=doors)

    def report(self, page: ReportPage, cards: Sequence[ShownReply], language: Language, token: str) -> str:
        """Return the page on which a report is prepared; crisis cards stand above it."""
        evidence = [each.value for each in Evidence]
        return self._render("report.html", language, token=token, page=page, cards=cards, evidence=evidence)

    def leaving(self, language: Language) -> str:
        """Return the blank page that goes on to the neutral site by itself."""
        return self._render("leaving.html", language)

    def _render(self, template: str, language: Language, **values: object) -> str:
        words = self._words(language)

        def say(key: str, **placeholders: str) -> str:
            return words.get(f"web.{key}", None, **placeholders)

        other = Language.EN if language is Language.VI else Language.VI
        return self._environment.get_template(template).render(
            say=say,
            language=language.value,
            other_language=other.value,
            other_language_name=self._words(other).get("web.language"),
            switch_action=encode(LANGUAGE, other),
            **values,
        )


def last_resort(words: Words, language: Language = Language.VI) -> LastResort:
    """Return what the server says when nothing else works."""
    return LastResort(
        language=language.value,
        title=words.get("web.error.title"),
        text=words.get("web.error.text"),
        call=words.get("web.error.call"),
        back=words.get("web.error.back"),
    )
