"""An Official Account's tokens, for its operator: the consent of an administrator, and how they stand."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.app import oa_options
from bot.channels.zalo_oa.oauth import OAuth, Refused, challenge_of, code_in, consent_link, verifier_from
from bot.channels.zalo_oa.options import ZaloOaOptions
from bot.config import Settings
from bot.core.clock import Clock
from bot.core.errors import ChannelError, OperatorError
from bot.core.tokens import KeptTokens, Phase
from bot.http.client import client_session
from bot.storage.cipher import Cipher
from bot.storage.database import Database, open_beside
from bot.storage.key import SecretKey, open_key
from bot.storage.tokens import SqlTokens

# A refresh token that nobody uses dies after three months.
REFRESH_LIFE = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Login:
    """What the operator enters in the console, and opens: the same challenge at every login."""

    redirect_uri: str
    challenge: str
    link: str
    state: str


async def begin(settings: Settings, redirect_uri: str | None) -> Login:
    """Return how to let an administrator agree. OperatorError when the settings do not allow it."""
    options = _checked(settings)
    database, key = await _open(settings)
    await database.close()
    verifier = _verifier(key)
    back = redirect_uri or f"{options.public_url}/"
    state = _state(key)
    return Login(back, challenge_of(verifier), consent_link(options, back, verifier, state), state)


async def complete(settings: Settings, address: str, clock: Clock) -> None:
    """Exchange the code in the address that the consent ended in, and keep the tokens."""
    options = _checked(settings)
    database, key = await _open(settings)
    try:
        code = code_in(address, _state(key))
        try:
            pair = await OAuth(options, client_session, clock).exchanged(code, _verifier(key))
        except Refused as error:
            raise OperatorError(
                f"Zalo does not take this code ({error}). It works once and for ten minutes; the challenge "
                "and the address in the console must be those that `zalo login` prints. Open the link again."
            ) from None
        except ChannelError as error:
            raise OperatorError(f"{error}. Open the link again and repeat the login.") from None
        await SqlTokens(database, Cipher(key)).keep(options.app_id, pair, clock())
    finally:
        await database.close()


async def status(settings: Settings) -> KeptTokens | None:
    """Return how the account's tokens stand."""
    options = _checked(settings)
    database, key = await _open(settings)
    try:
        return await SqlTokens(database, Cipher(key)).find(options.app_id)
    finally:
        await database.close()


def sentence(kept: KeptTokens | None, now: datetime) -> str:
    """Say how the tokens stand and what to do."""
    login = "Run `python -m bot zalo login`."
    if kept is None:
        return f"No administrator has agreed yet. {login}"
    if kept.phase is Phase.DEAD:
        return f"Zalo takes the tokens no longer. {login}"
    if not kept.pair.access:
        return "The refresh token of the settings has not been used yet; the running bot does so."
    left = kept.pair.expires_at - now
    until = (kept.pair.obtained_at + REFRESH_LIFE).date()
    if left < timedelta(0):
        return f"The access token is over. The running bot renews it; it can do so until {until}."
    doubt = " An exchange is in doubt: it is tried once more." if kept.tries else ""
    return (
        f"The access token lives for {left // timedelta(hours=1)} more hours and is renewed by the running "
        f"bot; without one a login is needed from {until} on.{doubt}"
    )


def _checked(settings: Settings) -> ZaloOaOptions:
    if settings.zalo_oa.app_id is None:
        raise OperatorError("There is no Official Account: set zalo_oa.app_id (BOT_ZALO_OA__APP_ID).")
    return oa_options(settings)


async def _open(settings: Settings) -> tuple[Database, SecretKey]:
    database = await open_beside(settings.database.url)
    try:
        key = settings.database.key
        return database, await open_key(database, key.get_secret_value() if key else None)
    except BaseException:
        await database.close()
        raise


def _verifier(key: SecretKey) -> str:
    return verifier_from(key.derive("zalo login"))


def _state(key: SecretKey) -> str:
    return key.derive("zalo login state").hex()[:16]
