"""What machines ask the server: is it alive, is it ready, and its metrics."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

from bot.http.limits import is_loopback
from bot.http.signatures import same_secret

# A request with one of these came through a proxy: the peer's address says nothing about the asker.
FORWARDING_HEADERS = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via")
METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Health:
    """The answers: `ready` says whether messages can be answered now, `metrics` is Prometheus' text."""

    ready: Callable[[], Awaitable[bool]]
    metrics: Callable[[], bytes]
    metrics_token: str | None = None

    def add_routes(self, app: web.Application) -> None:
        """Add `/healthz`, `/readyz` and `/metrics`."""
        app.router.add_get("/healthz", self._healthz)
        app.router.add_get("/readyz", self._readyz)
        app.router.add_get("/metrics", self._metrics)

    async def _healthz(self, _request: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    async def _readyz(self, _request: web.Request) -> web.Response:
        if await self.ready():
            return web.json_response({"status": "ready"})
        return web.json_response({"status": "not ready"}, status=503)

    async def _metrics(self, request: web.Request) -> web.Response:
        if not self._may_read(request):
            raise web.HTTPForbidden
        return web.Response(body=self.metrics(), headers={"Content-Type": METRICS_TYPE})

    def _may_read(self, request: web.Request) -> bool:
        if self.metrics_token:
            scheme, _, given = request.headers.get("Authorization", "").partition(" ")
            if same_secret(given.strip(), self.metrics_token) and scheme.lower() == "bearer":
                return True
        forwarded = any(name in request.headers for name in FORWARDING_HEADERS)
        return not forwarded and is_loopback(request.remote)
