"""JSON in every shape, for what platforms post: nested, enormous, half characters, odd numbers."""

import asyncio
import json
from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

# What a JSON text can hold and a careful program chokes on.
ODD_TEXTS = (
    "",
    " \t\n",
    "\x00",
    "a\x00b",
    "\ud83d",
    "x\udfff",
    "￼\u200b\u2060",
    "\u202e#tpircs",
    "e\u0302\u0301m",
    "1️⃣",
    "１",
    "/",
    "/start",
    "/start child",
    " #start",
    "x #topic:scams:child",
    "x" * 20_000,
    "🙂" * 3_000,
    "\n" * 3_000,
)
ODD_NUMBERS = (-1, 0, 1, 2**53, 2**63, -(2**70), 10**4_000, 1e17, 1.5, -0.0, float("inf"), float("nan"))

texts = st.sampled_from(ODD_TEXTS) | st.text(st.characters(), max_size=40)
scalars = st.none() | st.booleans() | st.sampled_from(ODD_NUMBERS) | st.integers() | st.floats() | texts


def json_values(keys: tuple[str, ...]) -> st.SearchStrategy[Any]:
    """Return any JSON value whose objects often have these keys."""
    names = st.sampled_from(keys) | st.text(max_size=5)
    return st.recursive(
        scalars,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=5),
        max_leaves=15,
    )


def paths(event: object, at: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Return the way to every field of an event, at any depth."""
    if not isinstance(event, dict):
        return []
    return [way for key in event for way in ((*at, key), *paths(event[key], (*at, key)))]


def with_field(event: dict[str, Any], way: tuple[str, ...], value: object) -> dict[str, Any]:
    """Return the event with another value in one place; `...` takes the field away."""
    made: dict[str, Any] = json.loads(json.dumps(event))
    inner = made
    for key in way[:-1]:
        inner = inner[key]
    if value is ...:
        del inner[way[-1]]
    else:
        inner[way[-1]] = value
    return made


def texts_in(value: object) -> set[str]:
    """Return every text of a JSON value, and every number as it would be written."""
    if isinstance(value, dict):
        return set().union(*map(texts_in, value.values()), set())
    if isinstance(value, list):
        return set().union(*map(texts_in, value), set())
    if isinstance(value, bool) or value is None or isinstance(value, float):
        return set()
    return {str(value)}


def written(value: object) -> bytes | None:
    """Return a value as JSON with whatever escapes it needs; None for numbers too long to be written."""
    try:
        return json.dumps(value).encode()
    except ValueError:
        return None


async def statuses(port: int, requests: Sequence[bytes], *, breaks_off: bool = False) -> list[int]:
    """Send raw requests, each over a connection of its own; 0 where nothing came back."""
    found = []
    for request in requests:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request)
        if breaks_off:
            writer.write_eof()
        try:
            line = await asyncio.wait_for(reader.readline(), 10)
        except ConnectionError:
            line = b""
        found.append(int(line.split(b" ")[1]) if line else 0)
        writer.close()
    return found
