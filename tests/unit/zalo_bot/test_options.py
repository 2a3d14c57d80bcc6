"""What Zalo would refuse is refused at the start, with a sentence that names the setting and no secret."""

import pytest

from bot.channels.zalo_bot.options import ZaloBotOptions
from bot.core.errors import SettingsError

TOKEN = "1459232241454765289:abc-xyz"
PUBLIC = "https://khien-nho.example.vn/"


def test_blanks_around_a_token_do_not_count() -> None:
    options = ZaloBotOptions(f" {TOKEN}\n", mode="webhook", webhook_secret="12345678", public_url=PUBLIC)

    assert options.methods == f"https://bot-api.zaloplatforms.com/bot{TOKEN}/"
    assert options.webhook_url == "https://khien-nho.example.vn/zalo/bot/webhook"
    assert "abc-xyz" not in repr(options)


@pytest.mark.parametrize(
    ("token", "secret", "public", "named"),
    [
        ("", "12345678", PUBLIC, "zalo_bot.token"),
        ("no-number:abc", "12345678", PUBLIC, "zalo_bot.token"),
        (TOKEN, None, PUBLIC, "zalo_bot.webhook_secret"),
        (TOKEN, "1234567", PUBLIC, "zalo_bot.webhook_secret"),
        (TOKEN, "x" * 257, PUBLIC, "zalo_bot.webhook_secret"),
        (TOKEN, "12345678", None, "web.public_url"),
        (TOKEN, "12345678", "http://khien-nho.example.vn", "web.public_url"),
    ],
)
def test_what_is_missing_or_wrong_is_named(
    token: str, secret: str | None, public: str | None, named: str
) -> None:
    with pytest.raises(SettingsError, match=named):
        ZaloBotOptions(token, mode="webhook", webhook_secret=secret, public_url=public)
