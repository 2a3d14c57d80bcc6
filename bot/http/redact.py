"""Keeping secrets out of logs: a filter for handlers (one on a logger would miss its children)."""

import logging
import re
from collections.abc import Iterable
from urllib.parse import quote

HIDDEN = "[hidden]"
# Shorter secrets are ordinary words: hiding them everywhere would make logs unreadable.
SHORTEST = 6
_BOT_TOKEN = re.compile(r"\d{5,}(?::|%3[Aa])[A-Za-z0-9_-]{20,}")
_FORMATTER = logging.Formatter()
_OWN_FIELDS = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}


def redact(text: str, secrets: Iterable[str] = ()) -> str:
    """Return `text` without bot tokens and without the given secrets, also percent-encoded ones."""
    for secret in secrets:
        text = text.replace(secret, HIDDEN)
        text = text.replace(quote(secret, safe=""), HIDDEN)
    return _BOT_TOKEN.sub(HIDDEN, text)


class Redactor(logging.Filter):
    """Removes secrets from a record's message, arguments, exception, stack and extra fields.

    A record without secrets passes untouched; one with secrets is changed for every handler.
    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__()
        # The longest first, so that a secret inside another does not leave a remnant of it.
        self._secrets = tuple(
            sorted((secret for secret in secrets if len(secret) >= SHORTEST), key=len, reverse=True)
        )

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass, redacted."""
        self._redact_message(record)
        self._redact_trace(record)
        for name, value in vars(record).items():
            if isinstance(value, str) and name not in _OWN_FIELDS:
                setattr(record, name, self._redact(value))
        return True

    def _redact(self, text: str) -> str:
        return redact(text, self._secrets)

    def _redact_message(self, record: logging.LogRecord) -> None:
        try:
            message = record.getMessage()
        except (TypeError, ValueError, KeyError):  # arguments that do not fit: logging reports them
            message = f"{record.msg} {record.args}"
        clean = self._redact(message)
        if clean != message:
            record.msg, record.args = clean, ()

    def _redact_trace(self, record: logging.LogRecord) -> None:
        if record.exc_info and record.exc_info[0] is not None and not record.exc_text:
            text = _FORMATTER.formatException(record.exc_info)
            clean = self._redact(text)
            if clean != text:
                # Formatters print this text, where there is one, instead of formatting the exception.
                record.exc_text = clean
        elif record.exc_text:
            record.exc_text = self._redact(record.exc_text)
        if record.stack_info:
            record.stack_info = self._redact(record.stack_info)
