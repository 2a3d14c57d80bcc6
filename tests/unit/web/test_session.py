"""The cookie, the token, and how far a form is trusted."""

import pytest

from bot.channels.web.session import Session, Standing, Tokens, judge, new_id, read_cookie
from bot.core.people import Language

ID = "A" * 22
HOSTS = {"bot.example"}


def test_an_id_holds_128_random_bits_and_survives_the_cookie() -> None:
    first, second = new_id(), new_id()

    assert first != second
    assert read_cookie(Session(first).cookie) == Session(first)
    assert read_cookie(Session(second, Language.EN).cookie) == Session(second, Language.EN)


@pytest.mark.parametrize("value", [None, "", "A", "fr." + ID, ID + "A", "vi." + ID + "\x00", "../" + ID[:19]])
def test_a_cookie_that_we_did_not_write_is_no_session(value: str | None) -> None:
    assert read_cookie(value) is None


def test_a_session_never_shows_its_id() -> None:
    assert ID not in repr(Session(ID))


def test_a_token_fits_only_its_own_session_and_secret() -> None:
    tokens = Tokens(b"secret")
    mine, other = Session(ID), Session("B" * 22)

    assert tokens.fits(mine, tokens.of(mine))
    assert not tokens.fits(other, tokens.of(mine))
    assert not Tokens(b"another").fits(mine, tokens.of(mine))
    assert not tokens.fits(mine, "")
    assert not tokens.fits(mine, "\udcff không")


@pytest.mark.parametrize(
    ("headers", "token_fits", "expected"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, True, Standing.OWN),
        ({"Sec-Fetch-Site": "same-origin"}, False, Standing.FRESH),
        ({"Sec-Fetch-Site": "none"}, False, Standing.FRESH),
        ({"Sec-Fetch-Site": "cross-site"}, True, Standing.FOREIGN),
        ({"Sec-Fetch-Site": "same-site"}, True, Standing.FOREIGN),
        ({}, True, Standing.OWN),
        ({}, False, Standing.FRESH),
        ({"Origin": "null"}, False, Standing.FRESH),
        ({"Origin": "https://bot.example"}, False, Standing.FRESH),
        ({"Origin": "https://evil.example"}, False, Standing.FOREIGN),
        ({"Origin": "https://bot.example.evil.example"}, False, Standing.FOREIGN),
        ({"Origin": "http://127.0.0.1:8080"}, True, Standing.OWN),
    ],
)
def test_a_form_is_trusted_as_far_as_it_shows_where_it_came_from(
    headers: dict[str, str], token_fits: bool, expected: Standing
) -> None:
    assert judge(headers, HOSTS, token_fits=token_fits) is expected
