"""Requests to do harm, and what only looks like one."""

import pytest

from bot.core.understanding import Understanding
from tests.unit.understanding.book import messages


@pytest.mark.parametrize(("kind", "text"), messages("misuse"))
def test_a_request_to_do_harm_is_told_from_a_question_about_it(
    engine: Understanding, kind: str, text: str
) -> None:
    assert (engine.misuse(text) or "none") == kind


@pytest.mark.parametrize("text", [text for _, text in messages("disclosures") + messages("harmless")])
def test_neither_victims_nor_ordinary_questions_are_taken_for_misuse(
    engine: Understanding, text: str
) -> None:
    assert engine.misuse(text) is None
