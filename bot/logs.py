"""Logs for the operator: one line of JSON an event, never words, tokens or addresses."""

import json
import logging
import re
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TextIO

from bot.http.redact import Redactor

# Libraries that would log addresses, secrets or parts of what was written.
_QUIET = {
    "aiohttp": logging.WARNING,
    "aiosqlite": logging.WARNING,
    "alembic": logging.WARNING,
    "apscheduler": logging.WARNING,
    "asyncio": logging.WARNING,
    "httpcore": logging.WARNING,
    "httpx": logging.WARNING,
    "sqlalchemy": logging.WARNING,
    "telegram": logging.INFO,
}

# Whose messages are written by us, without a word, a token or an address in them.
OURS = frozenset({"bot", "handlers"})
_FURTHER = re.compile(r"[\n(<]")


class JsonFormatter(logging.Formatter):
    """Formats a record as one line of JSON: time, level, where, action, message, error."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "where": record.name,
            "message": _message(record),
        }
        action = getattr(record, "action", None)
        if action is not None:
            line["action"] = str(action)
        if record.exc_info is not None and record.exc_info[0] is not None:
            line["error"] = _where_it_failed(record)
        return json.dumps(line, ensure_ascii=False)


def _message(record: logging.LogRecord) -> str:
    """Return our own message in full; of a library's only the fixed text.

    A library's arguments may be addresses, and asyncio writes a failed task's error, with all that
    its text quotes, into the message itself: behind a bracket or on a further line.
    """
    if record.name.partition(".")[0] not in OURS:
        return _FURTHER.split(str(record.msg), maxsplit=1)[0].strip()
    try:
        return record.getMessage()
    except (TypeError, ValueError, KeyError):  # arguments that do not fit
        return str(record.msg)


def _where_it_failed(record: logging.LogRecord) -> str:
    """Return the errors' types and frames, not their texts: a text may quote what somebody wrote."""
    error = record.exc_info[1] if record.exc_info else None
    seen: list[BaseException] = []
    while error is not None and not any(error is one for one in seen):
        seen.append(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return " from ".join(map(_place, seen))


def _place(error: BaseException) -> str:
    frames = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        frames.append(f"{code.co_filename.rpartition('/')[2]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return f"{type(error).__name__} at {' > '.join(frames)}"


def configure(level: str, secrets: Sequence[str] = (), stream: TextIO | None = None) -> logging.Handler:
    """Send all logs through one handler that redacts, and return it."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonFormatter())
    handler.addFilter(Redactor(secrets))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name, least in _QUIET.items():
        logging.getLogger(name).setLevel(max(least, root.level))
    return handler
