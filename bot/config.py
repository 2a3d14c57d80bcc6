"""Settings: one YAML file and the environment (`BOT_…`, `__` between levels; environment wins).

A wrong or unknown setting stops the start with one sentence that says what, where and how to mend it.
"""

import ipaddress
import os
from collections.abc import Iterable, Mapping
from datetime import date, time, timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError

from bot.core.errors import SettingsError
from bot.core.handbook import ContactKind
from bot.core.opening import OpeningHours
from bot.core.people import Audience
from bot.core.schedule import QuietHours

PREFIX = "BOT_"
IGNORED_PREFIX = "BOT_TEST_"
DEFAULT_FILE = Path("config.yaml")
# A button carries a province's name beside other things.
LONGEST_PROVINCE = 30
CONTENT = Path(__file__).resolve().parent.parent / "content"


def _url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise ValueError("must be an address such as https://example.org")
    return value.rstrip("/")


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError("must be a time zone such as Asia/Ho_Chi_Minh") from error
    return value


def _network(value: str) -> str:
    ipaddress.ip_network(value, strict=False)
    return value


def _hours(value: str) -> str:
    start, dash, end = value.partition("-")
    if not dash:
        raise ValueError('must be two times such as "21:30-06:00"')
    for part in (start, end):
        try:
            time.fromisoformat(part.strip())
        except ValueError as error:
            raise ValueError('must be two times such as "21:30-06:00"') from error
    return value


def _opens(value: str) -> str:
    OpeningHours.parse(value)
    return value


def _listed(value: object) -> object:
    """Let a list be written in the environment as one line with commas."""
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


Url = Annotated[str, AfterValidator(_url)]
Networks = Annotated[tuple[Annotated[str, AfterValidator(_network)], ...], BeforeValidator(_listed)]


Province = Annotated[str, Field(max_length=LONGEST_PROVINCE)]


class _Group(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class Database(_Group):
    """Where the bot remembers, and the key that what it remembers is kept under."""

    url: str = "sqlite:///data/khien-nho.db"
    key: SecretStr | None = None


class Web(_Group):
    """The web chat and the HTTP server that the webhooks share."""

    enabled: bool = True
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8080
    public_url: Url | None = None
    trusted_proxies: Networks = ()
    leave_url: Url = "https://www.google.com.vn"
    metrics_token: SecretStr | None = None


class Telegram(_Group):
    """The Telegram bot; without a token it is off."""

    token: SecretStr | None = None
    api_base_url: Url = "https://api.telegram.org"
    mode: Literal["polling", "webhook"] = "polling"
    webhook_secret: SecretStr | None = None


class ZaloBot(_Group):
    """The bot on the Zalo Bot Platform; without a token it is off. `monthly_messages` as for an account."""

    token: SecretStr | None = None
    api_base_url: Url | None = None
    mode: Literal["polling", "webhook"] = "polling"
    webhook_secret: SecretStr | None = None
    monthly_messages: Annotated[int, Field(ge=1)] | None = None


class ZaloOa(_Group):
    """The Zalo Official Account; without an app's id it is off. `refresh_token` seeds an empty store only.

    `monthly_messages` is what the plan allows; tips leave the last fifth of it to answers.
    """

    app_id: str | None = None
    app_secret: SecretStr | None = None
    refresh_token: SecretStr | None = None
    webhook_secret: SecretStr | None = None
    signature_id: str | None = None
    api_base_url: Url | None = None
    oauth_base_url: Url | None = None
    monthly_messages: Annotated[int, Field(ge=1)] | None = None


class Tips(_Group):
    """When weekly tips go out, how fast, and what becomes of one that may or may not have arrived."""

    timezone: Annotated[str, AfterValidator(_zone)] = "Asia/Ho_Chi_Minh"
    quiet_hours: Annotated[str, AfterValidator(_hours)] = "21:30-06:00"
    messages_per_second: Annotated[float, Field(gt=0, le=5000)] = 25.0
    in_doubt: Literal["repeat", "park"] = "park"
    spread_minutes: Annotated[int, Field(ge=0, le=120)] = 10

    @property
    def quiet(self) -> QuietHours:
        """The hours in which nothing is sent unasked."""
        return QuietHours.parse(self.quiet_hours)

    @property
    def spread(self) -> timedelta:
        """Over how long the subscribers of one slot are spread."""
        return timedelta(minutes=self.spread_minutes)


class LocalChannel(_Group):
    """A contact of the operator's own: a school's counsellor, a commune's officer, a province's centre.

    `hours` is what people read, `opens` the same in numbers ("mon-fri 07:30-17:00"); a telephone
    needs one of them, and without `opens` it is taken to answer day and night. The words stand as they are in
    every language.
    """

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
    name: Annotated[str, Field(min_length=1, max_length=80)]
    kind: ContactKind = ContactKind.CALL
    contact: Annotated[str, Field(min_length=1, max_length=200)]
    province: Province = ""
    harms: Annotated[tuple[str, ...], BeforeValidator(_listed)] = ("any",)
    audiences: Annotated[tuple[Audience, ...], Field(min_length=1)] = tuple(Audience)
    hours: str | None = None
    opens: Annotated[str, AfterValidator(_opens)] | None = None
    cost: Annotated[str, Field(min_length=1)]
    who: Annotated[str, Field(min_length=1)]
    have_ready: Annotated[str, Field(min_length=1)]
    what_next: Annotated[str, Field(min_length=1)]
    caveat: str | None = None
    household: bool = True
    verified: date
    review_by: date


class Recording(_Group):
    """A text that a person has read out and another has listened to; never a machine's voice.

    `language` is how people call it ("Tiếng Mông"); `reviewed` is the day on which it was listened to.
    """

    text: Annotated[str, Field(min_length=1)]
    language: Annotated[str, Field(min_length=1, max_length=40)]
    file: Path
    read_by: Annotated[str, Field(min_length=1)]
    reviewed: date


class Reporting(_Group):
    """Whom people are led to besides the handbook's channels.

    `province` is where most of this bot's people are. `confirmed` switches on channels that the handbook
    keeps off, with the day on which the operator has made sure of them.
    """

    province: Province = ""
    channels: tuple[LocalChannel, ...] = ()
    confirmed: dict[str, date] = {}
    recordings: tuple[Recording, ...] = ()


class Safety(_Group):
    """`quiet_word`: as a whole message it makes the chat forget itself. Empty: off."""

    quiet_word: Annotated[str, Field(max_length=40)] = ""


class Content(_Group):
    """The handbook's folder."""

    path: Path = CONTENT


class Organisation(_Group):
    """Who runs this bot, as users are told."""

    name: str = ""
    contact: str = ""
    privacy_contact: str = ""
    verified_links: Annotated[tuple[Url, ...], BeforeValidator(_listed)] = ()


class Logs(_Group):
    """How much is logged; never words, tokens or addresses."""

    level: Literal["debug", "info", "warning", "error"] = "info"


class Settings(_Group):
    """All settings."""

    database: Database = Database()
    web: Web = Web()
    telegram: Telegram = Telegram()
    zalo_bot: ZaloBot = ZaloBot()
    zalo_oa: ZaloOa = ZaloOa()
    tips: Tips = Tips()
    safety: Safety = Safety()
    reporting: Reporting = Reporting()
    content: Content = Content()
    organisation: Organisation = Organisation()
    logs: Logs = Logs()

    @property
    def data_folder(self) -> Path:
        """The folder of the embedded database; models and the key live beside it."""
        file = self.database.url.partition(":///")[2] if self.database.url.startswith("sqlite") else ""
        return Path(file or "data/khien-nho.db").parent

    def secrets(self) -> tuple[str, ...]:
        """Return every secret that is set, so that logs can leave them out."""
        groups = (getattr(self, name) for name in type(self).model_fields)
        values = (getattr(group, name) for group in groups for name in type(group).model_fields)
        return tuple(value.get_secret_value() for value in values if isinstance(value, SecretStr))


def load(file: Path | None, environment: Mapping[str, str] | None = None) -> Settings:
    """Read the file (by default config.yaml, if there is one) and the environment.

    Raises SettingsError with one sentence.
    """
    environment = os.environ if environment is None else environment
    values, origin = _read(file)
    for name, value in environment.items():
        if name.startswith(PREFIX) and not name.startswith(IGNORED_PREFIX):
            path = tuple(name.removeprefix(PREFIX).lower().split("__"))
            _put(values, path, value, name)
            origin[path] = f"the environment variable {name}"
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        raise SettingsError(_sentence(error, origin, file)) from None
    _check_together(settings)
    return settings


def _read(file: Path | None) -> tuple[dict[str, Any], dict[tuple[str, ...], str]]:
    if file is None and not DEFAULT_FILE.exists():
        return {}, {}
    path = file or DEFAULT_FILE
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"The settings file {path} cannot be read: {_reason(error)}.") from None
    try:
        values = yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise SettingsError(
            f"{path}, line {line}: this is not valid YAML ({error.problem}). Check indentation and quotes."
        ) from None
    except yaml.YAMLError:
        raise SettingsError(
            f"{path} is not valid YAML: it holds a character that YAML does not allow."
        ) from None
    if values is None:
        return {}, {}
    if not isinstance(values, dict):
        raise SettingsError(f"{path}: the settings must be groups such as `web:` with `port: 8080` below.")
    return {group: below for group, below in values.items() if below is not None}, {}


def _reason(error: Exception) -> str:
    return error.strerror or type(error).__name__ if isinstance(error, OSError) else "it is not UTF-8 text"


def _put(values: dict[str, Any], path: tuple[str, ...], value: str, name: str) -> None:
    group = values
    for part in path[:-1]:
        below = group.setdefault(part, {})
        if not isinstance(below, dict):
            raise SettingsError(f"{name}: there is no group of settings {part!r}. See config.example.yaml.")
        group = below
    group[path[-1]] = value


def _sentence(error: ValidationError, origin: Mapping[tuple[str, ...], str], file: Path | None) -> str:
    first = error.errors(include_input=False, include_url=False)[0]
    path = tuple(str(part) for part in first["loc"] if not isinstance(part, int))
    name = ".".join(path)
    named = (place for known, place in origin.items() if known[: len(path)] == path)
    where = next(named, f"the settings file {file or DEFAULT_FILE}")
    if first["type"] == "extra_forbidden":
        return f"Unknown setting {name} in {where}.{_meant(path)} All settings are in config.example.yaml."
    if first["type"] == "model_type":
        return f"{name} in {where} must be a group of settings. See config.example.yaml."
    reason = first["msg"].removeprefix("Value error, ")
    return (
        f"The setting {name} in {where} is wrong: {reason[0].lower()}{reason[1:]}. See config.example.yaml."
    )


def _meant(path: tuple[str, ...]) -> str:
    near = get_close_matches(".".join(path), list(names()), n=1)
    return f" Did you mean {near[0]}?" if near else ""


def names() -> Iterable[str]:
    """Yield every setting as `group.name`."""
    for group, field in Settings.model_fields.items():
        model = field.annotation
        if isinstance(model, type) and issubclass(model, BaseModel):
            yield from (f"{group}.{name}" for name in model.model_fields)


def _check_together(settings: Settings) -> None:
    telegram = settings.telegram
    if telegram.token is not None and telegram.mode == "webhook":
        if settings.web.public_url is None or not settings.web.public_url.startswith("https://"):
            raise SettingsError(
                "telegram.mode is webhook, so web.public_url must be the https address under which "
                "Telegram reaches this server. Set it (BOT_WEB__PUBLIC_URL), or use telegram.mode: polling."
            )
        if telegram.webhook_secret is None:
            raise SettingsError(
                "telegram.mode is webhook, so telegram.webhook_secret must be set "
                "(BOT_TELEGRAM__WEBHOOK_SECRET): 1 to 256 letters, digits, - or _, known to nobody else."
            )
