"""Logs: one line of JSON an event, and never a word, a token or an address."""

import asyncio
import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from bot import logs

SECRET = "a-secret-of-the-operator"
TOKEN = "123456789:" + "A" * 35
WORDS = "nó doạ đăng ảnh của em"

log = logging.getLogger("bot.somewhere")


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    levels = {name: logging.getLogger(name).level for name in logging.root.manager.loggerDict}
    written = io.StringIO()
    logs.configure("debug", (SECRET,), written)
    yield written
    root.handlers[:] = before
    root.setLevel(level)
    for name in logging.root.manager.loggerDict:
        logging.getLogger(name).setLevel(levels.get(name, logging.NOTSET))


def events(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def fail(words: str) -> None:
    raise ValueError(words)


def test_an_event_is_one_line_of_json(stream: io.StringIO) -> None:
    log.info("%d rows\nhave gone", 3, extra={"action": "purged"})

    (event,) = events(stream)
    assert event.pop("at").endswith("+00:00")
    assert event == {
        "level": "info",
        "where": "bot.somewhere",
        "message": "3 rows\nhave gone",
        "action": "purged",
    }


def test_other_fields_of_a_record_are_left_out(stream: io.StringIO) -> None:
    log.info("done", extra={"text": WORDS, "chat": "42"})

    (event,) = events(stream)
    assert set(event) == {"at", "level", "where", "message"}


def test_secrets_and_tokens_are_hidden_wherever_they_stand(stream: io.StringIO) -> None:
    log.warning("with %s and %s", SECRET, TOKEN, extra={"action": SECRET})
    log.warning("https://api.telegram.org/bot%s/getMe", TOKEN)

    first, second = events(stream)
    assert (first["message"], first["action"]) == ("with [hidden] and [hidden]", "[hidden]")
    assert second["message"] == "https://api.telegram.org/bot[hidden]/getMe"


def test_of_an_error_only_its_type_and_its_places_are_told(stream: io.StringIO) -> None:
    try:
        fail(WORDS)
    except ValueError:
        log.exception("a message could not be answered")

    (event,) = events(stream)
    assert event["error"].startswith("ValueError at test_logs.py:")
    assert event["error"].endswith(" fail")
    assert WORDS not in stream.getvalue()


def test_what_caused_an_error_is_told_in_the_same_way(stream: io.StringIO) -> None:
    try:
        try:
            fail(WORDS)
        except ValueError as cause:
            raise RuntimeError(WORDS) from cause
    except RuntimeError:
        log.exception("a message could not be answered")
    try:
        try:
            fail(WORDS)
        except ValueError:
            raise KeyError(WORDS)  # noqa: B904 - while another error is handled, as by accident
    except KeyError:
        log.exception("a message could not be answered")

    errors = [event["error"].split(" from ") for event in events(stream)]
    assert [[part.split(" at ")[0] for part in error] for error in errors] == [
        ["RuntimeError", "ValueError"],
        ["KeyError", "ValueError"],
    ]
    assert WORDS not in stream.getvalue()


def test_a_cause_that_was_put_aside_is_not_told(stream: io.StringIO) -> None:
    try:
        try:
            fail(WORDS)
        except ValueError:
            raise RuntimeError(WORDS) from None
    except RuntimeError:
        log.exception("a message could not be answered")

    (event,) = events(stream)
    assert "ValueError" not in event["error"]


def test_errors_that_cause_each_other_end(stream: io.StringIO) -> None:
    one, other = ValueError(WORDS), KeyError(WORDS)
    one.__cause__, other.__cause__ = other, one

    log.error("odd", exc_info=one)

    (event,) = events(stream)
    assert event["error"] == "ValueError at  from KeyError at "


def test_a_group_of_errors_does_not_tell_their_texts(stream: io.StringIO) -> None:
    log.error("several", exc_info=ExceptionGroup(WORDS, [ValueError(WORDS)]))

    assert events(stream)[0]["error"].startswith("ExceptionGroup")
    assert WORDS not in stream.getvalue()


def test_arguments_that_do_not_fit_are_left_out() -> None:
    record = logging.LogRecord("bot.somewhere", logging.INFO, "", 1, "two %s %s", (WORDS,), None)

    line = logs.JsonFormatter().format(record)

    assert json.loads(line)["message"] == "two %s %s"
    assert WORDS not in line


async def test_a_task_whose_error_nobody_fetched_does_not_tell_its_words(stream: io.StringIO) -> None:
    loop = asyncio.get_running_loop()

    async def broken() -> None:
        fail(WORDS)

    task = asyncio.create_task(broken())
    await asyncio.wait((task,))
    loop.default_exception_handler(
        {"message": "Task exception was never retrieved", "exception": task.exception(), "task": task}
    )
    loop.call_soon(fail, WORDS)
    await asyncio.sleep(0)

    never, callback = events(stream)
    assert never["message"] == "Task exception was never retrieved"
    assert callback["message"] == "Exception in callback fail"
    assert callback["error"].startswith("ValueError at ")
    assert WORDS not in stream.getvalue()


@pytest.mark.parametrize(
    "name",
    [
        "aiohttp.access",
        "aiohttp.client",
        "aiosqlite",
        "alembic.runtime",
        "apscheduler.executors.default",
        "asyncio",
        "httpx",
        "sqlalchemy.engine.Engine",
        "telegram.Bot",
    ],
)
def test_libraries_are_silent_at_the_most_talkative_level(stream: io.StringIO, name: str) -> None:
    logging.getLogger(name).debug("parameters: %s", WORDS)

    assert stream.getvalue() == ""


@pytest.mark.parametrize("name", ["aiohttp.server", "sqlalchemy.pool", "telegram.ext", "unheard_of"])
def test_of_a_librarys_warning_only_the_fixed_text_is_told(stream: io.StringIO, name: str) -> None:
    logging.getLogger(name).error("Error handling request from %s", "192.0.2.7")

    assert events(stream)[0]["message"] == "Error handling request from %s"


def test_the_level_is_obeyed() -> None:
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    written = io.StringIO()
    try:
        handler = logs.configure("error", (), written)
        log.warning("not this")
        log.error("this")
        assert root.handlers == [handler]
    finally:
        root.handlers[:] = before
        root.setLevel(level)

    assert [event["message"] for event in events(written)] == ["this"]
