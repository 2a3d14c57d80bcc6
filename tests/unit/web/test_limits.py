"""The limiter, and whose address counts."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.http.limits import Limiter, is_loopback, networks, visitor

START = datetime(2030, 1, 7, 8, tzinfo=UTC)


class Clock:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


def test_a_burst_passes_and_then_one_more_for_each_interval() -> None:
    clock = Clock()
    limiter = Limiter(burst=3, per_minute=6, clock=clock)

    burst = [limiter.allow("a") for _ in range(4)]
    clock.now += timedelta(seconds=10)
    after_ten_seconds = [limiter.allow("a") for _ in range(2)]

    assert burst == [True, True, True, False]
    assert after_ten_seconds == [True, False]


def test_one_key_over_its_limit_leaves_the_others_alone() -> None:
    limiter = Limiter(burst=1, per_minute=1, clock=Clock())

    assert [limiter.allow(key) for key in ("a", "a", "b")] == [True, False, True]


def test_refused_tries_do_not_postpone_the_next_allowed_one() -> None:
    clock = Clock()
    limiter = Limiter(burst=1, per_minute=60, clock=clock)
    limiter.allow("a")

    for _ in range(9):
        clock.now += timedelta(milliseconds=100)
        limiter.allow("a")
    clock.now += timedelta(milliseconds=101)

    assert limiter.allow("a")


def test_the_keys_kept_are_bounded_and_a_flooding_key_is_not_forgotten() -> None:
    limiter = Limiter(burst=1, per_minute=1, clock=Clock(), size=10)
    limiter.allow("flood")

    outcomes = []
    for number in range(100):
        limiter.allow(f"other-{number}")
        outcomes.append(limiter.allow("flood"))

    assert outcomes == [False] * 100


def test_a_clock_that_goes_back_takes_nothing_away() -> None:
    clock = Clock()
    limiter = Limiter(burst=2, per_minute=1, clock=clock)
    limiter.allow("a")
    clock.now -= timedelta(hours=1)

    assert [limiter.allow("a"), limiter.allow("a")] == [True, False]


PROXIES = networks(("10.0.0.0/8", "127.0.0.1", "fd00::/8"))


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("203.0.113.7", [], "203.0.113.7"),
        ("203.0.113.7", ["198.51.100.1"], "203.0.113.7"),
        ("10.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        ("10.0.0.1", ["6.6.6.6, 198.51.100.1"], "198.51.100.1"),
        ("10.0.0.1", ["6.6.6.6", "198.51.100.1, 10.0.0.2"], "198.51.100.1"),
        ("10.0.0.1", ["10.0.0.9"], "10.0.0.9"),
        ("10.0.0.1", ["not an address"], "10.0.0.1"),
        ("10.0.0.1", ["198.51.100.1:4711"], "198.51.100.1"),
        ("10.0.0.1", ["[2001:db8:1:2:3::4]:4711"], "2001:db8:1:2::/64"),
        ("::ffff:10.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        ("fd00::1", ["2001:db8:1:2:3:4:5:6"], "2001:db8:1:2::/64"),
        (None, ["198.51.100.1"], None),
        ("", [], None),
    ],
)
def test_only_trusted_proxies_are_believed_about_the_visitor(
    peer: str | None, forwarded: list[str], expected: str | None
) -> None:
    assert visitor(peer, forwarded, PROXIES) == expected


@pytest.mark.parametrize(
    ("peer", "expected"),
    [("127.0.0.1", True), ("::1", True), ("::ffff:127.0.0.1", True), ("10.0.0.1", False), (None, False)],
)
def test_loopback_is_this_machine_only(peer: str | None, expected: bool) -> None:
    assert is_loopback(peer) is expected
