"""Keeping the libraries from logging what they must not: tokens in addresses, words in parameters."""

import logging

_LEAST = {"telegram": logging.INFO, "httpx": logging.WARNING, "httpcore": logging.WARNING}


def quiet_library_logs() -> None:
    """Silence the libraries' own loggers below the level at which they keep secrets.

    At DEBUG `telegram.Bot` logs its address with the token, and every call with its text.
    """
    for name, least in _LEAST.items():
        logger = logging.getLogger(name)
        if logger.getEffectiveLevel() < least:
            logger.setLevel(least)
