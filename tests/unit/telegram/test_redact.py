"""No handler writes a secret, wherever in the record it is."""

import io
import logging
from urllib.parse import quote

import pytest

from bot.http.redact import Redactor, redact
from bot.http.signatures import same_secret

TOKEN = "123456789:AAfake-token_for-tests_0123456789"
SECRET = "một bí mật/của máy"


@pytest.fixture
def log() -> tuple[logging.Logger, io.StringIO]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(levelname)s %(message)s %(detail)s", defaults={"detail": ""}))
    handler.addFilter(Redactor((SECRET,)))
    logger = logging.Logger("redacted")
    logger.addHandler(handler)
    return logger, stream


def test_tokens_and_secrets_are_hidden_also_when_percent_encoded() -> None:
    text = f"bot{TOKEN}/x bot{TOKEN.replace(':', '%3A')} {SECRET} {quote(SECRET, safe='')}"

    assert redact(text, (SECRET,)) == "bot[hidden]/x bot[hidden] [hidden] [hidden]"


def test_times_and_ordinary_numbers_stay() -> None:
    text = "12:30:45 took 12345:678 at 127.0.0.1:8080"

    assert redact(text) == text


def test_messages_arguments_and_extra_fields_are_hidden(log: tuple[logging.Logger, io.StringIO]) -> None:
    logger, stream = log

    logger.warning("calling %s", f"/bot{TOKEN}/getMe", extra={"detail": SECRET})
    logger.warning(TOKEN + " as %s", SECRET)  # noqa: G003 - as a careless library would

    assert stream.getvalue() == "WARNING calling /bot[hidden]/getMe [hidden]\nWARNING [hidden] as [hidden] \n"


def test_errors_their_causes_and_stacks_are_hidden(log: tuple[logging.Logger, io.StringIO]) -> None:
    logger, stream = log

    try:
        try:
            raise ValueError(f"https://api.telegram.org/bot{TOKEN}/getMe")
        except ValueError as cause:
            raise RuntimeError(SECRET) from cause
    except RuntimeError:
        logger.exception("failed", stack_info=True)

    assert TOKEN not in stream.getvalue()
    assert SECRET not in stream.getvalue()
    assert "RuntimeError: [hidden]" in stream.getvalue()


def test_a_record_without_secrets_is_left_as_it_is() -> None:
    record = logging.makeLogRecord({"msg": "%d updates", "args": (3,)})

    assert Redactor((SECRET,)).filter(record)
    assert (record.msg, record.args) == ("%d updates", (3,))


def test_a_record_whose_arguments_do_not_fit_is_hidden_too() -> None:
    record = logging.makeLogRecord({"msg": "%d", "args": (TOKEN,)})

    Redactor().filter(record)

    assert TOKEN not in record.getMessage()


def test_a_short_word_is_no_secret_to_hide() -> None:
    record = logging.makeLogRecord({"msg": "a cat"})

    Redactor(("a",)).filter(record)

    assert record.getMessage() == "a cat"


@pytest.mark.parametrize(
    ("given", "expected", "same"),
    [
        ("secret", "secret", True),
        ("Secret", "secret", False),
        ("secret ", "secret", False),
        ("", "secret", False),
        (None, "secret", False),
        ("", "", False),
        ("\udcff", "secret", False),
        ("mật", "mật", True),
    ],
)
def test_only_the_very_secret_is_the_same(given: str | None, expected: str, same: bool) -> None:
    assert same_secret(given, expected) is same
