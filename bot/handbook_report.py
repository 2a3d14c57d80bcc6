"""`content check` and `content stats`: what the check finds, as lines, a table or JSON."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from rich.table import Table

from bot.core.people import Audience, Language
from bot.core.topic_ids import TOPIC_IDS
from bot.services.content import Coverage, check, forbidden_from
from bot.storage.content.handbook import DRAFT, FORBIDDEN, read_folder
from bot.storage.content.problems import Problem, worded


@dataclass(frozen=True, slots=True)
class Checked:
    """All problems of a content folder, in the order of its files, and how many topics it has."""

    problems: tuple[Problem, ...]
    topics: Mapping[Language, int]


def check_folder(path: Path, today: date) -> Checked:
    """Check a content folder, its form first and then what it says."""
    handbook, problems = read_folder(path)
    if handbook is None:
        return Checked(problems, dict.fromkeys(Language, 0))
    broken = any(problem.file == FORBIDDEN for problem in problems)
    lists = {} if broken else handbook.lexicon("forbidden")
    found = check(
        handbook, forbidden_from(lists), today, complete=all(problem.code == DRAFT for problem in problems)
    )
    more = (handbook.problem(each.file, each.place, each.code, each.values) for each in found)
    topics = {language: len(handbook.topics(language)) for language in Language}
    return Checked(tuple(sorted((*problems, *more))), topics)


def check_lines(checked: Checked, language: Language) -> list[str]:
    """Return a sentence for each problem, and a summary."""
    lines = [problem.sentence(language) for problem in checked.problems]
    if not lines:
        counts = {str(name): str(count) for name, count in checked.topics.items()}
        return [worded("summary-fine", language, **counts)]
    files = str(len({problem.file for problem in checked.problems}))
    return [*lines, worded("summary-problems", language, count=str(len(lines)), files=files)]


def check_json(checked: Checked, language: Language) -> dict[str, Any]:
    """Return the same for programs."""
    return {
        "ok": not checked.problems,
        "topics": dict(checked.topics),
        "problems": [
            {
                "file": problem.file,
                "line": problem.line,
                "code": problem.code,
                "message": problem.text(language),
            }
            for problem in checked.problems
        ],
    }


def stats_json(figures: Coverage) -> dict[str, Any]:
    """Return the figures for programs; dates as text."""
    answers = [
        {**asdict(answer), "reviewed": str(answer.reviewed), "review_by": str(answer.review_by)}
        for answer in figures.answers
    ]
    return {**asdict(figures), "pairs": figures.pairs, "answers": answers}


def stats_table(figures: Coverage) -> Table:
    """Return the coverage: a row for each topic, audience and language."""
    table = Table(title="Coverage of the handbook", caption=_caption(figures))
    for name in ("topic", "audience", "language"):
        table.add_column(name)
    for name in ("examples", "sections", "first screen", "characters", "words/sentence"):
        table.add_column(name, justify="right")
    table.add_column("review by")
    topics = list(dict.fromkeys((*TOPIC_IDS, *(answer.topic for answer in figures.answers))))
    order = (topics, list(Audience), list(Language))
    for answer in sorted(
        figures.answers,
        key=lambda each: (
            order[0].index(each.topic),
            order[1].index(each.audience),
            order[2].index(each.language),
        ),
    ):
        numbers = (
            answer.examples,
            answer.sections,
            answer.first_screen,
            answer.characters,
            answer.words_per_sentence,
        )
        table.add_row(
            answer.topic, answer.audience, answer.language, *map(str, numbers), str(answer.review_by)
        )
    return table


def _caption(figures: Coverage) -> str:
    languages = (
        f"{language}: {figures.topics[language]} of {len(TOPIC_IDS)} topics, "
        f"{figures.examples[language]} examples"
        for language in Language
    )
    parts = (
        f"{name} {count} vi, {figures.supplement[Language.EN][name]} en"
        for name, count in figures.supplement[Language.VI].items()
    )
    return (
        f"{'; '.join(languages)}; {figures.pairs} pairs of topic and audience; "
        f"{figures.channels} reporting channels; {figures.out_of_scope} messages out of scope; "
        f"{'; '.join(parts)}"
    )
