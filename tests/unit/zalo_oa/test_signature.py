"""The signature of an event: the published rule, and nothing near it."""

import pytest

from bot.channels.zalo_oa.signature import is_signed, signature

BODY = (
    '{"app_id":"3608465248940903967","sender":{"id":"246845883529197922"},'
    '"recipient":{"id":"388613280878808645"},"event_name":"user_send_text",'
    '"message":{"text":"Xin chào","msg_id":"96d3cdf3af150460909"},"timestamp":"1543908534740"}'
).encode()
MAC = "9bf1d4930d30753855583f08b76d4f99bb87726833a4f3dbf64d6b939b1b1273"


def test_the_signature_is_that_of_the_known_example() -> None:
    assert signature("3608465248940903967", BODY, "1543908534740", "test-secret") == MAC


@pytest.mark.parametrize("given", [f"mac={MAC}", MAC, f" mac={MAC.upper()} "])
def test_the_header_is_read_with_and_without_its_mark(given: str) -> None:
    assert is_signed(given, MAC)


@pytest.mark.parametrize("given", [None, "", "mac=", f"mac={MAC[:-1]}", f"mac={MAC}0", "mac=\udcff"])
def test_anything_else_is_refused(given: str | None) -> None:
    assert not is_signed(given, MAC)
