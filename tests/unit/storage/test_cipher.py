"""How chats are hidden behind the secret key."""

import pytest

from bot.core.errors import StorageError
from bot.core.message import Address
from bot.storage.cipher import Cipher
from bot.storage.key import SecretKey

CIPHER = Cipher(SecretKey(b"a" * 32))
OTHER = Cipher(SecretKey(b"b" * 32))
MAI = Address("telegram", "1001")


def test_a_chat_is_found_under_the_same_bytes_every_time() -> None:
    assert CIPHER.lookup(MAI) == Cipher(SecretKey(b"a" * 32)).lookup(MAI)
    assert len(CIPHER.lookup(MAI)) == 32


@pytest.mark.parametrize("other", [Address("telegram", "1002"), Address("zalo-bot", "1001")])
def test_another_chat_is_found_elsewhere(other: Address) -> None:
    assert CIPHER.lookup(other) != CIPHER.lookup(MAI)


def test_with_another_key_the_chat_is_found_elsewhere() -> None:
    assert OTHER.lookup(MAI) != CIPHER.lookup(MAI)


def test_a_chat_id_that_is_not_clean_text_has_a_place_too() -> None:
    assert CIPHER.lookup(Address("web", "\ud800")) != CIPHER.lookup(Address("web", "\ud801"))


def test_what_was_encrypted_is_read_again() -> None:
    assert CIPHER.decrypt(CIPHER.encrypt("1001 số", "subscribers"), "subscribers") == "1001 số"


def test_the_same_text_never_looks_the_same_twice() -> None:
    assert CIPHER.encrypt("1001", "subscribers") != CIPHER.encrypt("1001", "subscribers")


def test_a_value_that_was_moved_elsewhere_is_refused() -> None:
    with pytest.raises(StorageError, match="does not fit the secret key"):
        CIPHER.decrypt(CIPHER.encrypt("1001", "subscribers"), "deliveries")


def test_a_value_of_another_key_is_refused() -> None:
    with pytest.raises(StorageError, match="does not fit the secret key"):
        OTHER.decrypt(CIPHER.encrypt("1001", "subscribers"), "subscribers")


@pytest.mark.parametrize("data", [b"", b"\x01short", b"\x02" + b"0" * 40])
def test_a_value_in_no_known_format_is_refused(data: bytes) -> None:
    with pytest.raises(StorageError, match="known format"):
        CIPHER.decrypt(data, "subscribers")


def test_each_purpose_has_a_key_of_its_own() -> None:
    key = SecretKey(b"a" * 32)

    assert key.derive("web form") == key.derive("web form")
    assert key.derive("web form") != key.derive("chat lookup")
    assert key.secret not in key.derive("web form")


def test_the_secret_is_not_in_the_key_s_representation() -> None:
    assert repr(SecretKey(b"a" * 32)) == "SecretKey()"
