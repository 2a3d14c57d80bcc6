"""The client session for calls to platforms: one per channel, made inside the running loop."""

import aiohttp

CONNECT_SECONDS = 10.0
TOTAL_SECONDS = 30.0
# Long enough to spare most calls a TLS handshake, shorter than what servers usually grant: a
# connection that the server closes while a call is written leaves that call in doubt.
KEEP_ALIVE_SECONDS = 30.0
CONNECTIONS = 200


def client_session(*, connections: int = CONNECTIONS, trust_env: bool = False) -> aiohttp.ClientSession:
    """Return a session without cookies, whose every call ends.

    Proxies and credentials of the environment (HTTPS_PROXY, .netrc) count only with `trust_env`.
    """
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=connections, keepalive_timeout=KEEP_ALIVE_SECONDS),
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(total=TOTAL_SECONDS, sock_connect=CONNECT_SECONDS),
        trust_env=trust_env,
    )
