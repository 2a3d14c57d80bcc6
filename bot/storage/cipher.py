"""How chats are kept: looked up by a keyed hash, and their ids encrypted."""

import secrets
from hashlib import blake2b

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.core.errors import StorageError
from bot.core.message import Address
from bot.storage.key import SecretKey

_FORMAT = b"\x01"  # so that a later way of encrypting can be told apart
_NONCE_BYTES = 12


class Cipher:
    """Hides chats in the database behind the secret key."""

    def __init__(self, key: SecretKey) -> None:
        self._lookup_key = key.derive("chat lookup")
        self._aead = AESGCM(key.derive("chat id encryption"))

    def lookup(self, address: Address) -> bytes:
        """Return the 32 bytes under which the chat is found; threads of one chat share them."""
        name = f"{address.channel}\0{address.chat}".encode(errors="surrogatepass")
        # Keyed BLAKE2b rather than HMAC: OpenSSL's lets go of the interpreter at every call, and the
        # writer's thread then keeps it for milliseconds.
        return blake2b(name, key=self._lookup_key, digest_size=32).digest()

    def encrypt(self, text: str, context: str) -> bytes:
        """Return the text encrypted; `context` (a table and a row) must be given again to read it."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return _FORMAT + nonce + self._aead.encrypt(nonce, text.encode(), context.encode())

    def decrypt(self, data: bytes, context: str) -> str:
        """Return the text; StorageError when it was changed, moved, or written with another key."""
        version, nonce, sealed = data[:1], data[1 : 1 + _NONCE_BYTES], data[1 + _NONCE_BYTES :]
        if version != _FORMAT or len(nonce) != _NONCE_BYTES:
            raise StorageError("An encrypted value in the database is not in a known format.")
        try:
            return self._aead.decrypt(nonce, sealed, context.encode()).decode()
        except InvalidTag as error:
            raise StorageError("An encrypted value in the database does not fit the secret key.") from error
