"""The page's words: complete in both languages, and only in content/."""

import re
from pathlib import Path

from bot.channels import web
from bot.channels.web.pages import last_resort
from bot.core.people import Language
from bot.core.words import Words, placeholders
from tests.fakes.web import page_words

TEMPLATES = Path(web.__file__).parent / "templates"
SCRIPT = Path(web.__file__).parent / "static" / "web.js"
LETTER = re.compile(r"[^\W\d_]{2,}")
NOT_SHOWN = re.compile(
    r"{#.*?#}|{% block (?:page|target) %}.*?{% endblock %}|{%.*?%}|{{.*?}}|<[^>]*>", re.DOTALL
)


def _markup() -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(TEMPLATES.glob("*.html"))}


def test_both_languages_have_the_same_words_with_the_same_placeholders() -> None:
    vietnamese, english = page_words()(Language.VI), page_words()(Language.EN)

    assert vietnamese.keys() == english.keys()
    assert _placeholders(vietnamese) == _placeholders(english)


def _placeholders(words: Words) -> dict[str, frozenset[str]]:
    return {key: placeholders(str(entry)) for key, entry in words.entries.items()}


def test_every_word_is_used_and_every_used_word_exists() -> None:
    known = page_words()(Language.VI).keys()
    text = "\n".join(_markup().values())
    said = {f"web.{key}" for key in re.findall(r"say\([\"']([a-z_.]+)[\"']", text) if not key.endswith(".")}
    notices = {f"web.notice.{key}" for key in ("empty", "busy", "failed", "again", "silent")}
    people = {
        f"web.call.{who}.{part}" for who in ("hotline", "police", "ambulance") for part in ("who", "text")
    }
    errors = {f"web.error.{part}" for part in ("title", "text", "call", "back")}

    assert said | notices | people | errors | {"web.language"} == known


def test_templates_hold_no_word_of_their_own() -> None:
    for name, markup in _markup().items():
        bare = NOT_SHOWN.sub(" ", markup)
        assert (name, LETTER.findall(bare)) == (name, [])


def test_the_script_holds_no_vietnamese() -> None:
    assert SCRIPT.read_text(encoding="utf-8").isascii()


def test_the_last_resort_and_every_notice_name_111() -> None:
    for language in Language:
        words = page_words()(language)
        assert "111" in last_resort(words, language).text
        assert "111" in words.get("web.notice.help")
        assert "111" in words.get("web.always.call")


def test_nothing_is_promised_that_cannot_be_kept() -> None:
    text = " ".join(str(entry) for entry in page_words()(Language.VI).entries.values()).lower()

    for promise in ("bí mật tuyệt đối", "chắc chắn gỡ được", "an toàn rồi", "không để lại dấu vết"):
        assert promise not in text
