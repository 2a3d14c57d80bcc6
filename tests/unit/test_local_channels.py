"""The operator's own channels: checked with a clear sentence, shown first where they belong."""

import logging
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.config import LocalChannel, Reporting, load
from bot.core.case import Case, Harm
from bot.core.errors import SettingsError
from bot.core.people import Audience, Language, Reader
from bot.local_channels import warn_of_overdue, with_local_channels
from bot.services import directory, reporting
from bot.services.reporting import Situation
from bot.storage.content.file_handbook import FileHandbook
from bot.storage.content.handbook import load_handbook

CONTENT = Path(__file__).resolve().parents[2] / "content"
TODAY = date(2026, 11, 26)
MORNING = datetime(2026, 11, 26, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


@pytest.fixture(scope="module")
def handbook() -> FileHandbook:
    return load_handbook(CONTENT)


def channel(**changes: object) -> LocalChannel:
    values: dict[str, object] = {
        "id": "school-room",
        "name": "Phòng tư vấn Trường A",
        "contact": "0258 312 3456",
        "province": "Khánh Hòa",
        "hours": "giờ học",
        "opens": "mon-fri 07:30-17:00",
        "cost": "cước gọi thường",
        "who": "học sinh",
        "have_ready": "Kể ngắn chuyện gì.",
        "what_next": "Cô tư vấn nghe và hẹn gặp.",
        "verified": date(2026, 11, 1),
        "review_by": date(2027, 5, 1),
    }
    return LocalChannel.model_validate(values | changes)


def test_an_own_channel_is_offered_first_in_its_province(handbook: FileHandbook) -> None:
    joined = with_local_channels(handbook, Reporting(channels=(channel(),)))
    case = Case(Reader.CHILD, Harm.BULLYING)

    here = reporting.offered(joined, Language.VI, Situation(case, MORNING, "khanh-hoa"))
    elsewhere = reporting.offered(joined, Language.VI, Situation(case, MORNING, "da-nang"))

    assert [each.channel.id for each in here][:2] == ["hotline-111", "school-room"]
    assert "school-room" not in [each.channel.id for each in elsewhere]
    assert len(joined.reporting_channels(Language.EN)) == len(handbook.reporting_channels(Language.EN)) + 1
    assert joined.version == handbook.version


def test_what_the_handbook_keeps_off_is_on_once_it_is_confirmed(handbook: FileHandbook) -> None:
    joined = with_local_channels(handbook, Reporting(confirmed={"vn-cop": date(2026, 11, 20)}))

    before = next(one for one in handbook.reporting_channels(Language.VI) if one.id == "vn-cop")
    after = next(one for one in joined.reporting_channels(Language.VI) if one.id == "vn-cop")
    assert not directory.is_shown(before, TODAY, Audience.CHILD)
    assert directory.is_shown(after, TODAY, Audience.CHILD)
    assert after.verified == date(2026, 11, 20)
    assert not directory.is_shown(after, date(2027, 6, 1), Audience.CHILD)


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"id": "hotline-111"}, "this id is taken"),
        ({"harms": ("nonsense",)}, "unknown harms nonsense"),
        ({"contact": "gọi cô An"}, "telephone number of 3 to 12 digits"),
        ({"contact": "18001567"}, "18001567 is known to be wrong"),
        ({"have_ready": "Hoặc gọi 1800 599 999."}, "1800 599 999 is known to be wrong"),
        ({"kind": "web", "contact": "http://truong-a.example.vn"}, "begins with https://"),
        ({"review_by": date(2026, 10, 1)}, "review_by is before verified"),
    ],
)
def test_a_wrong_channel_stops_the_start_with_a_sentence(
    handbook: FileHandbook, changes: dict[str, object], complaint: str
) -> None:
    with pytest.raises(SettingsError, match=complaint):
        with_local_channels(handbook, Reporting(channels=(channel(**changes),)))


def test_the_same_id_twice_and_an_unknown_confirmation_are_refused(handbook: FileHandbook) -> None:
    with pytest.raises(SettingsError, match="this id is taken"):
        with_local_channels(handbook, Reporting(channels=(channel(), channel())))
    with pytest.raises(SettingsError, match="no reporting channel 'vn-copp'"):
        with_local_channels(handbook, Reporting(confirmed={"vn-copp": TODAY}))


def test_an_overdue_channel_is_shown_to_nobody_and_the_operator_is_told(
    handbook: FileHandbook, caplog: pytest.LogCaptureFixture
) -> None:
    settings = Reporting(channels=(channel(review_by=date(2026, 11, 25)),))
    joined = with_local_channels(handbook, settings)
    case = Case(Reader.CHILD, Harm.BULLYING)

    with caplog.at_level(logging.WARNING):
        warn_of_overdue(settings, TODAY)

    found = reporting.ranked(joined, Language.VI, Situation(case, MORNING, "khanh-hoa"))
    assert "school-room" not in [each.channel.id for each in found]
    assert "school-room is past its review_by (2026-11-25)" in caplog.text


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("opens: always", "must be days and times"),
        ("kind: fax", "reporting.channels.kind"),
        ("colour: red", "Unknown setting reporting.channels.colour"),
    ],
)
def test_the_settings_file_is_checked(tmp_path: Path, line: str, complaint: str) -> None:
    file = tmp_path / "config.yaml"
    file.write_text(
        "reporting:\n  channels:\n    - id: a\n      name: A\n      contact: '111'\n      cost: c\n"
        "      who: w\n      have_ready: h\n      what_next: n\n      verified: 2026-11-01\n"
        f"      review_by: 2027-05-01\n      {line}\n",
        encoding="utf-8",
    )

    with pytest.raises(SettingsError, match=complaint):
        load(file, {})
