"""The documents tell the truth about the code, and the code keeps to its own rules."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from bot import cli
from bot.core.people import Language
from bot.routes import __file__ as routes_file
from tests.fakes.knowledge import interface

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted([*(ROOT / "bot").rglob("*.py"), *(ROOT / "handlers").rglob("*.py")])
# Letters that Vietnamese has and English has not.
VIETNAMESE = re.compile(r"[À-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯư\u1ea0-\u1ef9]")
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
# Built from parts, so that this file does not hold what it looks for.
MACHINE = re.compile(
    "|".join((r"/(?:wo" + r"rk|ro" + r"ot|home/[a-z]+)/", r"[a-z.]*pypi" + r"\.[a-z]+/simple"))
)


def _commands(app: typer.Typer, prefix: str = "python -m bot") -> Iterator[str]:
    for command in app.registered_commands:
        name = command.name or (command.callback.__name__ if command.callback else "")
        yield f"{prefix} {name}"
    for group in app.registered_groups:
        if group.typer_instance is not None:
            yield from _commands(group.typer_instance, f"{prefix} {group.name}")


def _readme_commands() -> set[str]:
    """Return the commands that README.md names; `db upgrade\\|backup` names two."""
    named = set()
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for words in re.findall(r"python -m bot ([a-z]+(?: [a-z]+)*(?:\\\|[a-z]+)*)", readme):
        *groups, names = words.split(" ")
        named.add(" ".join(("python -m bot", *groups)))
        named |= {" ".join(("python -m bot", *groups, name)) for name in names.split("\\|")}
    return named


def test_every_command_is_in_the_readme() -> None:
    commands = set(_commands(cli.main))

    assert {"python -m bot run", "python -m bot content check", "python -m bot db backup"} <= commands
    assert sorted(commands - _readme_commands()) == []


def _routed_commands() -> list[tuple[str, ...]]:
    """Return the names of each `_command(...)` in bot/routes.py."""
    tree = ast.parse(Path(routes_file).read_text(encoding="utf-8"))
    calls = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_command"
    ]
    return [tuple(str(one.value) for one in call.args if isinstance(one, ast.Constant)) for call in calls]


@pytest.mark.parametrize("language", Language)
def test_every_command_of_the_chat_is_offered_by_one_of_its_names(language: Language) -> None:
    """Aliases need no place in Telegram's menu; every command has one name there, and the others work."""
    offered = {
        key.removeprefix("telegram.commands.")
        for key in interface(language).entries
        if key.startswith("telegram.commands.")
    }
    routed = _routed_commands()

    assert len(routed) >= 10
    assert [names for names in routed if offered.isdisjoint(names)] == []
    assert sorted(offered - {name for names in routed for name in names}) == []


@pytest.mark.parametrize("language", Language)
def test_the_manual_names_only_commands_that_there_are(language: Language) -> None:
    manual = interface(language).get("manual.commands")
    named = re.findall(r"^/([a-z]+)", manual, re.MULTILINE)

    assert len(named) == len(manual.splitlines())
    assert sorted(set(named) - {name for names in _routed_commands() for name in names}) == []


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        str(file.relative_to(ROOT))
        for file in SOURCES
        if not ast.get_docstring(ast.parse(file.read_text(encoding="utf-8")))
    ]

    assert len(SOURCES) > 100
    assert silent == []


def _docstrings(tree: ast.Module) -> set[int]:
    """Return the ids of the nodes that are docstrings."""
    holders = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    return {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, holders) and node.body and isinstance(node.body[0], ast.Expr)
    }


# Where Vietnamese in the code is a fact and no sentence: a name, a form of address, the alphabet.
ALLOWED = {"bot/core/people.py": {"cháu", "mình", "tớ", "bạn"}, "bot/cli.py": {"Khiên Nhỏ"}}
LETTERS = ("bot/services/understanding/", "bot/services/content/examples.py")


def test_no_sentence_for_a_user_is_in_the_code() -> None:
    found = []
    for file in SOURCES:
        name = str(file.relative_to(ROOT))
        tree = ast.parse(file.read_text(encoding="utf-8"))
        docstrings = _docstrings(tree)
        for node in ast.walk(tree):
            if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
                continue
            if id(node) in docstrings or not VIETNAMESE.search(node.value):
                continue
            alphabet = name.startswith(LETTERS) and " " not in node.value.strip()
            fact = any(part in node.value for part in ALLOWED.get(name, ()))
            if not alphabet and not fact:
                found.append(f"{name}:{node.lineno} {node.value!r}")

    assert found == []


def _tracked() -> list[Path]:
    """Return the repository's files, or every file of an unpacked archive."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode == 0:
        return [
            ROOT / name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()
        ]
    hidden = {".venv", ".git", "data", "__pycache__"}
    return [file for file in ROOT.rglob("*") if file.is_file() and hidden.isdisjoint(file.parts)]


def test_links_between_the_documents_resolve() -> None:
    broken = [
        f"{file.relative_to(ROOT)}: {link}"
        for file in _tracked()
        if file.suffix == ".md"
        for link in LINK.findall(file.read_text(encoding="utf-8"))
        if "://" not in link and not link.startswith("mailto:") and not (file.parent / link).exists()
    ]

    assert broken == []


def test_no_file_names_a_machine_or_a_package_index() -> None:
    found = []
    for file in _tracked():
        try:
            text = file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{file.relative_to(ROOT)}: {match[0]}" for match in MACHINE.finditer(text)]

    assert found == []
