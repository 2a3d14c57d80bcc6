"""Wrong settings are told before anything is started."""

import pytest

from bot.channels.telegram.options import TelegramOptions
from bot.core.errors import SettingsError

TOKEN = "123456789:AAfake-token_0123456789"


@pytest.mark.parametrize("token", ["", "abc", "123456789", f"{TOKEN} ", f" {TOKEN}", f"{TOKEN}/x", "１２:ab"])
def test_what_is_no_token_is_refused_without_showing_it(token: str) -> None:
    with pytest.raises(SettingsError, match="BOT_TELEGRAM__TOKEN") as caught:
        TelegramOptions(token)

    assert token.strip() == "" or token not in str(caught.value)


@pytest.mark.parametrize("secret", [None, "", "has space", "ấ", "x" * 257])
def test_a_webhook_needs_a_secret_that_telegram_takes(secret: str | None) -> None:
    with pytest.raises(SettingsError, match="BOT_TELEGRAM__WEBHOOK_SECRET"):
        TelegramOptions(TOKEN, mode="webhook", webhook_secret=secret, public_url="https://khien-nho.vn")


@pytest.mark.parametrize("url", [None, "http://khien-nho.vn"])
def test_a_webhook_needs_a_public_https_address(url: str | None) -> None:
    with pytest.raises(SettingsError, match="BOT_WEB__PUBLIC_URL"):
        TelegramOptions(TOKEN, mode="webhook", webhook_secret="s" * 20, public_url=url)


def test_addresses_follow_from_the_public_one() -> None:
    options = TelegramOptions(
        TOKEN, mode="webhook", webhook_secret="s" * 20, public_url="https://khien-nho.vn/"
    )

    assert options.webhook_url == "https://khien-nho.vn/telegram/webhook"
    assert options.call_page == "https://khien-nho.vn/goi"
    assert TelegramOptions(TOKEN).call_page is None


def test_secrets_are_in_no_repr() -> None:
    shown = repr(TelegramOptions(TOKEN, webhook_secret="a-secret-of-webhooks"))

    assert TOKEN not in shown
    assert "a-secret-of-webhooks" not in shown
