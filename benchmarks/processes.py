"""The processes under measurement: started, waited for, weighed and stopped."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOKEN = "123456789:AAbenchmark-benchmark-benchmark-0"
SECRET = "benchmark-secret"


def free_port() -> int:
    """Return a port that nobody uses just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def process(
    *arguments: str, environment: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """Run `python …` until the block is left."""
    running = subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, **(environment or {})},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield running
    finally:
        running.terminate()
        try:
            running.wait(15)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()


def wait_for_port(port: int, seconds: float = 60) -> float:
    """Return how long it took until somebody listened."""
    began = time.perf_counter()
    while time.perf_counter() - began < seconds:
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
        except OSError:
            time.sleep(0.02)
        else:
            return time.perf_counter() - began
    raise TimeoutError(f"nobody listens on port {port}")


def wait_for_answer(port: int, seconds: float = 60) -> float:
    """Return how long it took until the chat page gave its first answer."""
    began = time.perf_counter()
    while time.perf_counter() - began < seconds:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/?a=child", timeout=5) as page:
                if b"111" in page.read():
                    return time.perf_counter() - began
        except (OSError, urllib.error.URLError):
            time.sleep(0.02)
    raise TimeoutError("no answer")


def resident_mb(pid: int) -> float:
    """Return the resident memory of a process."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024


@contextmanager
def fake_api() -> Iterator[int]:
    """Run a fast fake Bot API."""
    port = free_port()
    with process("-m", "tests.fakes.bot_api", "--port", str(port), "--token", TOKEN, "--lenient-speed"):
        wait_for_port(port)
        yield port


@contextmanager
def khien_nho(
    folder: Path, api_port: int | None = None, *, environment: Mapping[str, str] | None = None
) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """Run Khiên Nhỏ with its data in `folder`; by webhook, when there is a Bot API."""
    port = free_port()
    settings = {
        **(environment or {}),
        "BOT_DATABASE__URL": f"sqlite:///{folder / 'khien-nho.db'}",
        "BOT_WEB__PORT": str(port),
        "BOT_LOGS__LEVEL": "warning",
    }
    if api_port is not None:
        settings |= {
            "BOT_TELEGRAM__TOKEN": TOKEN,
            "BOT_TELEGRAM__MODE": "webhook",
            "BOT_TELEGRAM__WEBHOOK_SECRET": SECRET,
            "BOT_TELEGRAM__API_BASE_URL": f"http://127.0.0.1:{api_port}",
            "BOT_WEB__PUBLIC_URL": "https://khien-nho.example.org",
        }
    with process("-m", "bot", "run", environment=settings) as running:
        yield running, port
