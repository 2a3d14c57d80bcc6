"""The shared HTTP server: starting, health, metrics."""

import socket
from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.core.errors import OperatorError
from bot.http.errors import LastResort
from bot.http.health import Health
from bot.http.server import Server, build_app

WORDS = LastResort("vi", "Chưa mở được", "Cần giúp: gọi 111.", "Gọi 111", "Về trang đầu")


class Readiness:
    """Ready until told otherwise."""

    ready = True

    async def __call__(self) -> bool:
        return self.ready


@pytest.fixture
def readiness() -> Readiness:
    return Readiness()


@pytest.fixture
async def url(readiness: Readiness) -> AsyncIterator[str]:
    app = build_app(WORDS, https=True)
    Health(ready=readiness, metrics=lambda: b"updates_total 1\n", metrics_token="s3cret").add_routes(app)
    server = Server(app, host="127.0.0.1", port=0)
    await server.start()
    yield f"http://127.0.0.1:{server.port}"
    await server.stop()


async def _get(url: str, **headers: str) -> tuple[int, str]:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    async with aiohttp.ClientSession() as client, client.get(url, headers=names) as response:
        return response.status, await response.text()


async def test_health_says_alive_and_readiness_says_whether_messages_are_answered(
    url: str, readiness: Readiness
) -> None:
    alive = await _get(url + "/healthz")
    ready = await _get(url + "/readyz")
    readiness.ready = False
    not_ready = await _get(url + "/readyz")

    assert alive == (200, '{"status": "ok"}')
    assert ready == (200, '{"status": "ready"}')
    assert not_ready == (503, '{"status": "not ready"}')


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"X_Forwarded_For": "198.51.100.7"}, 403),
        ({"Forwarded": "for=198.51.100.7"}, 403),
        ({"X_Real_IP": "198.51.100.7"}, 403),
        ({"X_Forwarded_For": "198.51.100.7", "Authorization": "Bearer s3cret"}, 200),
        ({"X_Forwarded_For": "198.51.100.7", "Authorization": "Bearer wrong"}, 403),
        ({"X_Forwarded_For": "198.51.100.7", "Authorization": "Basic s3cret"}, 403),
        ({"X_Forwarded_For": "198.51.100.7", "Authorization": "Bearer "}, 403),
    ],
)
async def test_metrics_are_for_this_machine_or_for_who_knows_the_token(
    url: str, headers: dict[str, str], status: int
) -> None:
    answered, text = await _get(url + "/metrics", **headers)

    assert answered == status
    assert ("updates_total 1" in text) is (status == 200)


async def test_behind_an_https_address_browsers_are_told_to_stay_with_it(url: str) -> None:
    async with aiohttp.ClientSession() as client, client.get(url + "/healthz") as response:
        assert response.headers["Strict-Transport-Security"] == "max-age=31536000"


@pytest.mark.parametrize(
    ("host", "hint"),
    [("192.0.2.1", "no such address"), ("no-such-host.invalid", "no such address")],
)
async def test_a_wrong_host_is_one_sentence_that_says_how_to_mend_it(host: str, hint: str) -> None:
    with pytest.raises(OperatorError) as failure:
        await Server(build_app(WORDS), host=host, port=0).start()

    assert hint in str(failure.value)
    assert "web.host" in str(failure.value)


async def test_a_busy_port_is_one_sentence_that_says_how_to_mend_it() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(OperatorError) as failure:
            await Server(build_app(WORDS), host="127.0.0.1", port=port).start()

    assert str(failure.value) == (
        f"The web server cannot listen on 127.0.0.1:{port}: another program uses this port. "
        "Stop that program, or set web.port (BOT_WEB__PORT) to a free one."
    )
