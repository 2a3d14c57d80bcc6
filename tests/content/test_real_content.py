"""The repository's own content: sound, complete, and everything that the program says is in it."""

import ast
import itertools
import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.config import Settings
from bot.core.case import Harm, Home, Urgency
from bot.core.draft import Evidence, Recipient, When
from bot.core.handbook import Risk
from bot.core.people import Audience, Language, Reader
from bot.core.understanding import Misuse
from bot.core.words import placeholders
from bot.handbook_report import check_folder
from bot.services import guides, triage
from bot.services.content import check, coverage, forbidden_from
from bot.services.content.required import SECTIONS
from bot.services.reporting import Why
from bot.storage.content.file_handbook import FileHandbook
from bot.storage.content.handbook import load_handbook
from bot.storage.content.problems import _messages
from bot.storage.content.schema import schema_files

ROOT = Path(__file__).resolve().parents[2]
CONTENT = ROOT / "content"
TODAY = date(2026, 11, 25)
# What stands for the changing part of a key such as f"misuse.{kind}".
FAMILIES: dict[str, tuple[str, ...]] = {
    "misuse.": tuple(Misuse),
    "audience.": tuple(Audience),
    "tip.": ("small", "teen"),
    "guide.": guides.PARTS,
    "triage.harm.": tuple(Harm),
    "triage.home.": tuple(Home),
    "triage.urgency.": tuple(Urgency),
    "triage.whom.": tuple(Reader),
    "triage.step.": tuple(Harm),
    "triage.told.": tuple(Harm),
    "triage.say.": tuple(Reader),
    "triage.why.": tuple(Why),
    "rehearse.": triage.REHEARSAL,
    "draft.when.": tuple(When),
    "draft.evidence.": tuple(Evidence),
    "draft.who.": tuple(Reader),
    "draft.opening.": tuple(Recipient),
    "draft.to.": tuple(Recipient),
    "draft.use.": tuple(Recipient),
    "show.sentence.": tuple(Reader),
}


@pytest.fixture(scope="module")
def handbook() -> FileHandbook:
    return load_handbook(CONTENT)


def test_the_content_passes_the_check_on_the_day_of_its_review() -> None:
    checked = check_folder(CONTENT, TODAY)

    assert [problem.sentence(Language.EN) for problem in checked.problems] == []


def test_the_content_is_found_overdue_a_year_later(handbook: FileHandbook) -> None:
    found = check(handbook, forbidden_from(handbook.lexicon("forbidden")), date(2027, 11, 23))

    overdue = {each.file for each in found if each.code == "overdue"}
    topics = {f"{topic.language}/topics/{topic.id}.yaml" for topic in handbook.topics(Language.VI)}
    assert {"channels.yaml", *topics} <= overdue


def _keys() -> Iterator[str]:
    """Yield every interface key that the program names in its code."""
    for file in (*(ROOT / "bot").rglob("*.py"), *(ROOT / "handlers").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value
            elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.JoinedStr):
                yield from _family(node.args[0])
    for file in (ROOT / "bot" / "channels" / "web" / "templates").glob("*.html"):
        for key in re.findall(r"""say\(["']([a-z_.]+)["']\s*[,)]""", file.read_text(encoding="utf-8")):
            yield f"web.{key}"


def _family(key: ast.JoinedStr) -> Iterator[str]:
    first = key.values[0]
    prefix = first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else ""
    for member in FAMILIES.get(prefix, ()):
        yield f"{prefix}{member}"


def _named(keys: frozenset[str]) -> frozenset[str]:
    """Return the keys of the code that are meant for the interface: those under one of its headings."""
    headings = {key.partition(".")[0] for key in keys}
    shaped = re.compile(rf"(?:{'|'.join(sorted(headings))})(?:\.[a-z_]+(?:-[a-z]+)*)+")
    files = re.compile(r"\.(?:html|css|js|yaml|svg|json|py|db)$")
    dotted_settings = {
        f"{group}.{name}"
        for group, field in Settings.model_fields.items()
        for name in getattr(field.annotation, "model_fields", {})
    }
    found = {key for key in _keys() if shaped.fullmatch(key) and not files.search(key)}
    return frozenset(found - dotted_settings)


def test_the_program_says_many_things() -> None:
    keys = set(_keys())

    assert {"start.greeting", "misuse.erase-evidence", "audience.communicator", "web.box.send"} <= keys


@pytest.mark.parametrize("language", Language)
def test_every_word_that_the_program_says_is_there(handbook: FileHandbook, language: Language) -> None:
    keys = handbook.words(language).keys()

    missing = _named(keys) - keys

    assert sorted(missing) == []


@pytest.mark.parametrize("language", Language)
def test_every_button_has_words(handbook: FileHandbook, language: Language) -> None:
    words = handbook.words(language)
    labels = [key for key in words.entries if key.startswith(("button.", "audience.", "safe.", "doors."))]

    empty = [key for key in labels for audience in Audience if not words.get(key, audience, name="x").strip()]

    assert labels != []
    assert empty == []


@pytest.mark.parametrize("language", Language)
def test_every_topic_and_section_has_words_for_its_button(handbook: FileHandbook, language: Language) -> None:
    titles = [
        title
        for topic in handbook.topics(language)
        for title in (
            f"{topic.icon}{topic.title}",
            *(section.title for answer in topic.answers.values() for section in answer.sections),
        )
    ]

    assert all(title.strip() for title in titles)


def test_the_committed_schemas_are_fresh() -> None:
    committed = {file.name: file.read_text(encoding="utf-8") for file in (CONTENT / "schema").glob("*.json")}

    assert committed == schema_files()


def test_editors_programs_know_every_schema() -> None:
    mapped = json.loads((ROOT / ".vscode" / "settings.json").read_text(encoding="utf-8"))["yaml.schemas"]

    assert {Path(name).name for name in mapped} == set(schema_files())


def test_every_problem_has_a_sentence_in_both_languages() -> None:
    for code, sentences in _messages().items():
        assert set(sentences) == set(Language), code
        assert placeholders(sentences["vi"]) >= placeholders(sentences["en"]) - {"there", "here"}, code


def test_every_code_of_the_check_has_a_sentence() -> None:
    shaped = re.compile(r"[a-z]+(?:-[a-z]+)+")
    codes = {
        node.value
        for file in (ROOT / "bot" / "services" / "content").glob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and shaped.fullmatch(node.value)
    }

    assert {"number-denied", "long-screen", "pronoun-bare"} <= codes
    ids = {*SECTIONS, *itertools.chain.from_iterable(SECTIONS.values()), "platform-content"}
    assert codes - ids <= set(_messages())


def _editors_table() -> dict[str, tuple[bool, ...]]:
    """Return the table of content/README.md: which topic addresses whom."""
    text = (CONTENT / "README.md").read_text(encoding="utf-8")
    table = text.partition("<!-- coverage -->")[2].partition("<!-- /coverage -->")[0]
    rows = re.findall(r"^\| `([a-z-]+)` (.+?) \|(.*)\|$", table, re.MULTILINE)
    return {f"{name} {title}": tuple("●" in cell for cell in cells.split("|")) for name, title, cells in rows}


def test_the_editors_guide_says_which_topic_addresses_whom(handbook: FileHandbook) -> None:
    written = {
        f"{topic.id} {topic.title}": tuple(audience in topic.answers for audience in Audience)
        for topic in handbook.topics(Language.VI)
    }

    assert _editors_table() == written


def test_the_handbook_is_whole(handbook: FileHandbook) -> None:
    figures = coverage(handbook)
    topics = handbook.topics(Language.VI)

    assert figures.missing == {Language.VI: (), Language.EN: ()}
    assert figures.pairs >= 95
    assert min(len(topic.answers) for topic in topics) >= 2
    assert figures.out_of_scope >= 400
    risky = {topic.id for topic in topics if topic.risk in (Risk.HIGH, Risk.CRITICAL)}
    assert {topic.id for topic in topics if Audience.CHILD in topic.answers} >= risky


@pytest.mark.parametrize("language", Language)
def test_the_supplement_is_whole(handbook: FileHandbook, language: Language) -> None:
    there = handbook.supplement(language)

    counts = {audience: len(there.tips[audience]) for audience in Audience}
    assert counts == {
        Audience.CHILD: 30,
        Audience.PARENT: 52,
        Audience.TEACHER: 52,
        Audience.COMMUNICATOR: 26,
    }
    for audience, each in ((Audience.PARENT, 4), (Audience.TEACHER, 4), (Audience.COMMUNICATOR, 2)):
        placed = Counter(tip.period for tip in there.tips[audience])
        assert placed == {period.id: each for period in there.calendar.periods}
    assert (len(there.scenes), len(there.questions)) == (20, 40)
    assert [pack.month for pack in there.packs] == list(range(1, 13))
    assert {guide.id for guide in there.guides} == {
        "zalo",
        "facebook",
        "messenger",
        "instagram",
        "tiktok",
        "youtube",
        "telegram",
        "discord",
        "roblox",
        "garena",
    }


def test_the_year_has_no_gap_and_no_day_twice(handbook: FileHandbook) -> None:
    periods = handbook.supplement(Language.VI).calendar.periods
    days = [date(2028, 1, 1) + timedelta(days=number) for number in range(366)]

    found = {day: [period.id for period in periods if period.holds(day)] for day in days}

    assert {day: ids for day, ids in found.items() if len(ids) != 1} == {}


def test_what_is_unconfirmed_is_off(handbook: FileHandbook) -> None:
    channels = {channel.id: channel for channel in handbook.reporting_channels(Language.VI)}

    assert channels["vn-cop"].enabled is False
    assert [name for name, channel in channels.items() if not channel.enabled] == ["vn-cop"]
