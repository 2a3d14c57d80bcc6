"""Settings: where they come from, and one clear sentence when something is wrong."""

from pathlib import Path

import pytest

from bot.config import Settings, load, names
from bot.core.errors import SettingsError

EXAMPLE = Path(__file__).resolve().parents[2] / "config.example.yaml"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config.yaml"


def test_without_a_file_the_embedded_default_is_complete(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)

    settings = load(None, {})

    assert (settings.web.host, settings.web.port) == ("127.0.0.1", 8080)
    assert settings.telegram.token is None
    assert settings.data_folder == Path("data")


def test_the_environment_wins_over_the_file(file: Path) -> None:
    file.write_text("web: {port: 9000, host: 0.0.0.0}", encoding="utf-8")

    settings = load(file, {"BOT_WEB__PORT": "9001", "BOT_TEST_DATABASE_URL": "x", "PATH": "/"})

    assert (settings.web.host, settings.web.port) == ("0.0.0.0", 9001)  # noqa: S104 - a setting, not a socket


def test_a_list_is_one_line_in_the_environment() -> None:
    settings = load(None, {"BOT_WEB__TRUSTED_PROXIES": "10.0.0.0/8, 192.0.2.1"})

    assert settings.web.trusted_proxies == ("10.0.0.0/8", "192.0.2.1")


@pytest.mark.parametrize(
    ("environment", "parts"),
    [
        ({"BOT_WEB__PROT": "1"}, ("web.prot", "BOT_WEB__PROT", "Did you mean web.port?")),
        (
            {"BOT_TELEGRAM_TOKEN": "1"},
            ("telegram_token", "BOT_TELEGRAM_TOKEN", "Did you mean telegram.token?"),
        ),
        ({"BOT_WEB__PORT": "many"}, ("web.port", "BOT_WEB__PORT", "integer")),
        ({"BOT_WEB": "on"}, ("web", "BOT_WEB", "group")),
        ({"BOT_WEB__PORT__X": "1"}, ("web.port", "BOT_WEB__PORT__X")),
        ({"BOT_TIPS__TIMEZONE": "Hanoi"}, ("tips.timezone", "Asia/Ho_Chi_Minh")),
        ({"BOT_TIPS__QUIET_HOURS": "night"}, ("tips.quiet_hours", "21:30-06:00")),
        ({"BOT_WEB__TRUSTED_PROXIES": "everybody"}, ("web.trusted_proxies",)),
        ({"BOT_TELEGRAM__TOKEN": "1", "BOT_TELEGRAM__MODE": "webhook"}, ("web.public_url",)),
    ],
)
def test_what_is_wrong_in_the_environment_is_said_in_one_sentence(
    environment: dict[str, str], parts: tuple[str, ...]
) -> None:
    with pytest.raises(SettingsError) as failure:
        load(None, environment)

    sentence = str(failure.value)
    assert [part for part in parts if part not in sentence] == []
    assert "\n" not in sentence


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("web: {prot: 1}", ("web.prot", "config.yaml")),
        ("web:\n  port: [", ("line 2", "YAML")),
        ("- a", ("groups",)),
        ("telegram: on", ("telegram", "group")),
        ("web: {port: 99999}", ("web.port", "65535")),
    ],
)
def test_what_is_wrong_in_the_file_is_said_in_one_sentence(
    file: Path, text: str, parts: tuple[str, ...]
) -> None:
    file.write_text(text, encoding="utf-8")

    with pytest.raises(SettingsError) as failure:
        load(file, {})

    assert [part for part in parts if part not in str(failure.value)] == []


def test_a_missing_file_and_one_that_is_no_text_are_named(file: Path) -> None:
    with pytest.raises(SettingsError, match=r"config\.yaml cannot be read"):
        load(file, {})
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match="UTF-8"):
        load(file, {})


def test_no_secret_is_shown_by_a_repr_or_an_error() -> None:
    settings = load(None, {"BOT_TELEGRAM__TOKEN": "123456:SECRET", "BOT_DATABASE__KEY": "k" * 32})

    assert "SECRET" not in repr(settings)
    assert settings.secrets() == ("k" * 32, "123456:SECRET")


def test_the_example_names_every_setting_and_holds_the_defaults() -> None:
    text = EXAMPLE.read_text(encoding="utf-8")

    assert load(EXAMPLE, {}) == Settings()
    missing = [name for name in names() if f"{name.partition('.')[2]}:" not in text]
    assert missing == []
