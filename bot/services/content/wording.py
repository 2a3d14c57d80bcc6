"""Words that must not be used, how a child is addressed, and signs that would be shown raw."""

import re
from collections.abc import Iterable, Iterator

from bot.core.people import Audience, Language
from bot.core.words import ADDRESS_PLACEHOLDERS, placeholders
from bot.services.content.finding import Finding
from bot.services.content.forbidden import Forbidden
from bot.services.content.required import UNFILLED
from bot.services.content.shown import Kind, Shown

_QUOTED = re.compile(r"“[^”]*”")
_BARE_EM = re.compile(r"(?<![\w{])em(?![\w}])", re.IGNORECASE)
_MARKUP = re.compile(r"</?[A-Za-z][^>]*>|\*\*|__|\]\(|(?m:^#{1,6} )|`")
_PLACE_SHORT = "{em}"


def wording_findings(texts: Iterable[Shown], forbidden: Forbidden) -> Iterator[Finding]:
    """Find forbidden words, wrong pronouns, placeholders that nothing fills, and markup."""
    for shown in texts:
        yield from _words(shown, forbidden)
        yield from _pronouns(shown, forbidden)
        if shown.kind is not Kind.INTERFACE:
            for name in sorted(placeholders(shown.text) - ADDRESS_PLACEHOLDERS):
                yield shown.finding("placeholder-unknown", name=f"{{{name}}}")
            found = _MARKUP.search(shown.text)
            if found is not None:
                yield shown.finding("markup", sign=found[0])


def unfilled_findings(texts: Iterable[Shown]) -> Iterator[Finding]:
    """Find what a template has still to be filled in with."""
    for shown in texts:
        if shown.text.strip() == UNFILLED and shown.kind is not Kind.INTERFACE:
            yield shown.finding("unfilled")


def without_quotes(text: str) -> str:
    """Return the text without what stands in “…”."""
    return _QUOTED.sub("“”", text)


def _words(shown: Shown, forbidden: Forbidden) -> Iterator[Finding]:
    text = shown.text.replace("{em}", "em").replace("{Em}", "Em")
    if _quotes_what_to_avoid(shown):
        text = without_quotes(text)
    for phrase in forbidden.phrases:
        if shown.language not in phrase.languages or not shown.readers & phrase.audiences:
            continue
        checked = phrase.exempt.sub(" ", text) if phrase.exempt is not None else text
        found = phrase.pattern.search(checked)
        if found is not None:
            instead = phrase.instead.get(shown.language) or next(iter(phrase.instead.values()))
            yield shown.finding("word-forbidden", word=found[0], instead=instead)


def _quotes_what_to_avoid(shown: Shown) -> bool:
    """Communicators read which words to avoid; a grown-up's `dont` quotes what never to say to a child."""
    if shown.audience is Audience.COMMUNICATOR:
        return True
    return shown.audience is not Audience.CHILD and "dont" in shown.place


def _pronouns(shown: Shown, forbidden: Forbidden) -> Iterator[Finding]:
    addressed = bool(placeholders(shown.text) & ADDRESS_PLACEHOLDERS)
    if shown.language is not Language.VI:
        if addressed:
            yield shown.finding("pronoun-in-english", name=_PLACE_SHORT)
        return
    if addressed and (shown.audience not in (None, Audience.CHILD) or shown.kind is Kind.CHANNEL):
        yield shown.finding("pronoun-for-adults", name=_PLACE_SHORT)
    if shown.audience is not Audience.CHILD or forbidden.em_words is None:
        return
    if _BARE_EM.search(forbidden.em_words.sub(" ", without_quotes(shown.text))):
        yield shown.finding("pronoun-bare", name=_PLACE_SHORT)
