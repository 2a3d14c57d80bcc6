"""Logs for the operator: one line of JSON an event, never words, tokens or addresses."""

import json
import logging
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TextIO

from bot.http.redact import Redactor

# Libraries that would log addresses, secrets or parts of what was written.
_QUIET = {
    "alembic": logging.WARNING,
    "apscheduler": logging.WARNING,
    "asyncio": logging.WARNING,
    "httpcore": logging.WARNING,
    "httpx": logging.WARNING,
    "sqlalchemy": logging.WARNING,
    "telegram": logging.INFO,
}


class JsonFormatter(logging.Formatter):
    """Formats a record as one line of JSON: time, level, where, action, message, error."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "where": record.name,
            "message": record.getMessage(),
        }
        action = getattr(record, "action", None)
        if action is not None:
            line["action"] = str(action)
        if record.exc_info is not None and record.exc_info[0] is not None:
            line["error"] = _where_it_failed(record)
        return json.dumps(line, ensure_ascii=False)


def _where_it_failed(record: logging.LogRecord) -> str:
    """Return the error's type and the frames, not its text: a text may quote what somebody wrote."""
    if record.exc_info is None or record.exc_info[1] is None:
        return ""
    error = record.exc_info[1]
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
