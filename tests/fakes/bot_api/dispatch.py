"""Carries out one call: looks up the method, checks its fields, records how it ended."""

from collections.abc import Mapping
from typing import Any

from tests.fakes.bot_api.methods import Handler
from tests.fakes.bot_api.params import Params
from tests.fakes.bot_api.refusals import Json, Refusal
from tests.fakes.bot_api.schema import methods as known_methods
from tests.fakes.bot_api.state import Call, Telegram


class Dispatcher:
    """The one way into the methods, for HTTP requests and for the bodies of webhook replies."""

    def __init__(self, telegram: Telegram, handlers: Mapping[str, Handler]) -> None:
        self._telegram = telegram
        self._handlers = handlers

    async def execute(
        self, method: str, params: Params, *, via: str = "http", fault: str | None = None
    ) -> tuple[int, Json]:
        """Return the HTTP status and the body of the answer."""
        name, fields = known_methods().get(method.lower(), (method, {}))
        try:
            result = await self._run(name, fields, params)
        except Refusal as refusal:
            return self.refuse(name, params, refusal, via=via)
        self.record(Call(name, dict(params.values), 200, result, via=via, fault=fault))
        return 200, {"ok": True, "result": result}

    def refuse(self, method: str, params: Params, refusal: Refusal, *, via: str = "http") -> tuple[int, Json]:
        """Record a refusal and return its status and body."""
        self.record(
            Call(
                method,
                dict(params.values),
                refusal.code,
                description=refusal.description,
                provoked=refusal.provoked,
                via=via,
            )
        )
        body: Json = {"ok": False, "error_code": refusal.code, "description": refusal.description}
        if refusal.parameters is not None:
            body["parameters"] = refusal.parameters
        return refusal.code, body

    def record(self, call: Call) -> None:
        """Keep a call and wake whoever waits for it."""
        self._telegram.calls.append(call)
        self._telegram.signal.fire()

    async def _run(self, name: str, fields: Mapping[str, bool], params: Params) -> Any:
        handler = self._handlers.get(name)
        if handler is None:
            if fields or name.lower() in known_methods():
                self._telegram.report(name, "unsupported_method", "the fake does not carry it out")
            raise Refusal(404, "Not Found: method not found")
        attached = {
            str(value).removeprefix("attach://")
            for value in params.values.values()
            if isinstance(value, str) and value.startswith("attach://")
        }
        for field in params:
            if field not in fields and field not in attached:
                self._telegram.report(name, "unknown_field", field)
        return await handler(self._telegram, params)
