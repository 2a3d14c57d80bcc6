"""The one HTTP server: the web chat, the webhooks, health and metrics share it."""

import errno
import logging
import socket
from collections.abc import Mapping
from types import MappingProxyType

from aiohttp import web

from bot.core.errors import OperatorError
from bot.http.errors import ErrorPages, LastResort, error_boundary

# The largest update that a messenger posts is well below; the web chat sets a limit of its own.
MAX_BODY = 1024 * 1024
GRACE_SECONDS = 5.0

SECURITY_HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "Cache-Control": "no-store",
        "Content-Security-Policy": "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    }
)
NAME = "khien-nho"
ONE_YEAR = "max-age=31536000"


def build_app(last_resort: LastResort, *, https: bool = False) -> web.Application:
    """Return an application with the error boundary and the security headers; channels add their routes.

    `https` says that the public address is an https one, so that browsers are told to stay with it.
    """
    app = web.Application(
        middlewares=[error_boundary(ErrorPages(last_resort))],
        client_max_size=MAX_BODY,
    )

    async def secure(_request: web.Request, response: web.StreamResponse) -> None:
        for name, value in SECURITY_HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers["Server"] = NAME  # not the library's, which tells its version
        if https:
            response.headers.setdefault("Strict-Transport-Security", ONE_YEAR)

    app.on_response_prepare.append(secure)
    return app


class Server:
    """Listens while it is started. Writes no access log: it would hold the visitors' addresses."""

    def __init__(self, app: web.Application, *, host: str, port: int) -> None:
        self._host = host
        self._port = port
        self._runner = web.AppRunner(
            app,
            access_log=None,
            logger=_silent_logger(),
            shutdown_timeout=GRACE_SECONDS,
        )

    @property
    def port(self) -> int:
        """The port in use, also when the system was asked to choose one (port 0)."""
        addresses = self._runner.addresses
        return int(addresses[0][1]) if addresses else self._port

    async def start(self) -> None:
        """Return when requests are answered; raise OperatorError when the address can't be used."""
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self._host, self._port).start()
        except OSError as error:
            await self._runner.cleanup()
            raise OperatorError(self._sentence(error)) from error

    async def stop(self) -> None:
        """Let requests under way end, then close."""
        await self._runner.cleanup()

    def _sentence(self, error: OSError) -> str:
        where = f"{self._host}:{self._port}"
        if error.errno == errno.EADDRINUSE:
            return (
                f"The web server cannot listen on {where}: another program uses this port. "
                "Stop that program, or set web.port (BOT_WEB__PORT) to a free one."
            )
        if error.errno in (errno.EACCES, errno.EPERM):
            return (
                f"The web server may not listen on {where}: ports below 1024 need a privilege. "
                "Set web.port (BOT_WEB__PORT) to 1024 or above."
            )
        if isinstance(error, socket.gaierror) or error.errno in (errno.EADDRNOTAVAIL, errno.EINVAL):
            return (
                f"The web server cannot listen on {where}: this machine has no such address. "
                "Set web.host (BOT_WEB__HOST) to 127.0.0.1, or to 0.0.0.0 for all of its addresses."
            )
        return (
            f"The web server cannot listen on {where} ({error.strerror or type(error).__name__}). "
            "Check web.host and web.port."
        )


def _silent_logger() -> logging.Logger:
    """Return a logger that keeps nothing.

    The library logs the visitor's address with every broken request; failures of our own are
    logged, without it, by the error boundary.
    """
    logger = logging.Logger("khien-nho-http")
    logger.addHandler(logging.NullHandler())
    return logger
