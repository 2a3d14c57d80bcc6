"""A report while it is prepared: five questions at most, only what was told, gone after half an hour."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.core.case import ELSEWHERE, Case, Harm, Home, Urgency
from bot.core.draft import Draft, Evidence, Part, Recipient, lines, recipients
from bot.core.people import Reader

NOW = datetime(2026, 11, 26, 13, tzinfo=UTC)
CASE = Case(Reader.CHILD, Harm.SEXTORTION, Home.NO, Urgency.GOING)
FULL = Draft(CASE, NOW).written("tối qua").written("Zalo").written("nick_xau")


def say(key: str, **values: str) -> str:
    return f"{key}({values['value']})" if "value" in values else key


def report(draft: Draft, to: Recipient = Recipient.HOTLINE) -> list[str]:
    return list(lines(draft, to, say, str.upper))


def test_five_questions_at_most_and_then_it_is_ready() -> None:
    draft, asked = Draft(CASE, NOW), []
    while (part := draft.part) is not None:
        asked.append(part)
        draft = draft.pressed(part, "")

    assert asked == list(Part)
    assert len(asked) == 5


def test_the_place_is_not_asked_twice() -> None:
    draft = Draft(Case(Reader.CHILD, place="zalo"), NOW).written("hôm nay")

    assert draft.part is Part.ACCOUNT
    assert "draft.line.place(ZALO)" in report(draft)


def test_only_what_was_told_is_in_the_report() -> None:
    draft = Draft(Case(Reader.PARENT), NOW)
    while (part := draft.part) is not None:
        draft = draft.pressed(part, "")

    assert report(draft) == [
        "draft.opening.hotline",
        "draft.line.what(triage.told.other)",
        "draft.line.who(draft.who.parent)",
    ]


def test_everything_that_was_told_is_in_the_report() -> None:
    draft = FULL.pressed("evidence", "messages").pressed("evidence", "link").pressed("evidence", "")
    draft = draft.written("  nó dọa  ")

    assert draft.part is None
    assert report(draft, Recipient.POLICE) == [
        "draft.opening.police",
        "draft.line.what(triage.told.sextortion)",
        "draft.line.who(draft.who.child)",
        "draft.line.when(tối qua)",
        "draft.line.place(Zalo)",
        "draft.line.account(nick_xau)",
        "draft.line.now(triage.urgency.going)",
        "draft.line.home(triage.home.no)",
        "draft.line.evidence(draft.evidence.messages, draft.evidence.link)",
        "draft.line.words(nó dọa)",
    ]


def test_a_platform_is_not_told_who_and_where_somebody_lives() -> None:
    told = "\n".join(report(FULL, Recipient.PLATFORM))

    assert "draft.line.who" not in told
    assert "draft.line.home" not in told


def test_evidence_is_switched_on_and_off() -> None:
    once = FULL.pressed("evidence", "notes")

    assert once.evidence == {Evidence.NOTES}
    assert once.pressed("evidence", "notes").evidence == frozenset()
    assert once.part is Part.EVIDENCE


@pytest.mark.parametrize(("part", "answer"), [("words", ""), ("nonsense", "x"), ("when", "today"), ("", "")])
def test_a_button_of_another_part_changes_nothing(part: str, answer: str) -> None:
    assert FULL.pressed(part, answer) == FULL


def test_the_platform_is_a_recipient_where_it_happened_on_one() -> None:
    for place, there in (("zalo", True), (ELSEWHERE, False), (None, False)):
        draft = Draft(Case(Reader.CHILD, place=place), NOW)
        assert (Recipient.PLATFORM in recipients(draft)) is there


def test_half_an_hour_is_the_most() -> None:
    assert not FULL.is_over(NOW + timedelta(minutes=30))
    assert FULL.is_over(NOW + timedelta(minutes=30, seconds=1))


def test_its_repr_hides_the_words() -> None:
    draft = FULL.pressed("evidence", "").written("nó dọa")

    assert "nick_xau" not in repr(draft)
    assert "dọa" not in repr(draft)
    assert "tối qua" not in repr(draft)


def test_too_many_words_are_cut() -> None:
    assert len(Draft(CASE, NOW).written("a" * 5_000).when or "") == 300
