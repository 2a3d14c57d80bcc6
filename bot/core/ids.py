"""Ids as a platform posts them, before anything about them is believed."""

_LONGEST = 200
_LARGEST = 10**_LONGEST


def external_id(value: object) -> str | None:
    """Return an id as text; None for what is none: empty, too long, or not of visible ASCII.

    Ids are stored and sent back: a half character, a line's end or a NUL would fail there,
    with everything that shares the transaction. Numbers are read where texts are documented; a floating one
    has lost its last digits and names somebody else.
    """
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < _LARGEST:
        value = str(value)
    if not isinstance(value, str) or not 0 < len(value) <= _LONGEST:
        return None
    return value if value.isascii() and value.isprintable() and value.strip() == value else None
