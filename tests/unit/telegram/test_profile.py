"""What Telegram shows of the bot comes from content and fits Telegram's limits."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.channels.telegram.setup import Profile, profile
from bot.core.words import Words

CONTENT = Path(__file__).parents[3] / "content"


def _words(language: str) -> Words:
    tree: dict[str, Any] = yaml.safe_load(
        (CONTENT / language / "interface" / "telegram.yaml").read_text(encoding="utf-8")
    )["telegram"]
    commands = {f"telegram.commands.{name}": text for name, text in tree.pop("commands").items()}
    return Words(commands | {f"telegram.{name}": text for name, text in tree.items()})


def test_the_profile_keeps_the_order_of_the_content() -> None:
    words = Words(
        {
            "telegram.commands.start": "Bắt đầu",
            "telegram.description": "Dài\n",
            "telegram.commands.giup": "Cần giúp",
            "telegram.short_description": "Ngắn",
        }
    )

    assert profile(words) == Profile((("start", "Bắt đầu"), ("giup", "Cần giúp")), "Dài", "Ngắn")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_profile_fits_telegrams_limits(language: str) -> None:
    found = profile(_words(language))

    assert 1 <= len(found.commands) <= 100
    assert all(re.fullmatch(r"[a-z0-9_]{1,32}", name) for name, _ in found.commands)
    assert all(1 <= len(text) <= 256 for _, text in found.commands)
    assert 0 < len(found.description) <= 512
    assert 0 < len(found.short_description) <= 120


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_profile_names_111_and_says_that_it_is_automatic(language: str) -> None:
    found = profile(_words(language))

    for text in (found.description, found.short_description):
        assert "111" in text
        assert {"vi": "tự động", "en": "automatic"}[language] in text.lower()
