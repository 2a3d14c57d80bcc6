"""`qr` as it is typed: files that can be printed, a table, and refusals in a sentence."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.integration.bot.process import command
from tests.integration.cli.conftest import Invoke
from tests.integration.cli.session import kept

PAGE = "https://khien-nho.example.vn"
FOR_THE_PAGE = ("em", "giao-vien", "phu-huynh")
FOR_MESSENGERS = (
    "telegram-giao-vien",
    "telegram-phu-huynh",
    "zalo-giao-vien",
    "zalo-phu-huynh",
)


@pytest.fixture
def config(tmp_path: Path) -> str:
    file = tmp_path / "config.yaml"
    file.write_text(f"web:\n  public_url: {PAGE}/\n", encoding="utf-8")
    return str(file)


def _files(*names: str) -> list[str]:
    return sorted(f"qr-{name}.{kind}" for name in names for kind in ("svg", "png"))


def test_the_files_are_written_and_the_table_tells_where_each_leads(
    invoke: Invoke, config: str, tmp_path: Path
) -> None:
    out = tmp_path / "posters"

    result = invoke("qr", "--out", str(out), "--config", config)

    assert (result.exit_code, result.stderr) == (0, "")
    assert kept(out) == _files(*FOR_THE_PAGE)
    for name, path, audience in (
        ("qr-em", "em", "child"),
        ("qr-phu-huynh", "ph", "parent"),
        ("qr-giao-vien", "gv", "teacher"),
    ):
        [line] = [line for line in result.stdout.splitlines() if f"{name}.svg" in line]
        assert f"{PAGE}/{path} " in line
        assert audience in line


def test_messengers_add_codes_for_adults_and_change_nothing_for_children(
    invoke: Invoke, config: str, tmp_path: Path
) -> None:
    alone, both = tmp_path / "alone", tmp_path / "both"
    links = ("--zalo-link", "https://zalo.me/123", "--telegram-link", "https://t.me/KhienNhoBot")

    invoke("qr", "--out", str(alone), "--config", config)
    result = invoke("qr", "--out", str(both), "--config", config, *links)

    assert kept(both) == _files(*FOR_THE_PAGE, *FOR_MESSENGERS)
    for name in _files(*FOR_THE_PAGE):
        assert (both / name).read_bytes() == (alone / name).read_bytes()
    led = [line for line in result.stdout.splitlines() if "zalo.me" in line or "t.me" in line]
    assert len(led) == len(FOR_MESSENGERS)
    assert [line for line in led if "child" in line] == []


def test_a_refusal_is_one_line_and_writes_nothing(invoke: Invoke, config: str, tmp_path: Path) -> None:
    out = tmp_path / "posters"

    no_page = invoke("qr", "--out", str(out))
    childs_door = invoke(
        "qr", "--out", str(out), "--config", config, "--telegram-link", "https://t.me/KhienNhoBot?start=child"
    )

    for result, part in ((no_page, "web.public_url"), (childs_door, "--telegram-link")):
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr.startswith("error: ")
        assert part in result.stderr
        assert len(result.stderr.splitlines()) == 1
    assert not out.exists()


async def test_it_needs_no_database_and_no_running_bot(
    settings: Mapping[str, str], data: Path, tmp_path: Path
) -> None:
    before = kept(data)

    code, out, err = await command(
        "qr", "--out", str(tmp_path / "qr"), settings={**settings, "BOT_WEB__PUBLIC_URL": PAGE}
    )

    assert (code, err) == (0, "")
    assert f"{PAGE}/em" in out
    assert kept(data) == before
