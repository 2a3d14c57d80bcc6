"""`content new topic`: two files to be filled in, which nobody is shown before they are."""

from datetime import date
from pathlib import Path

import pytest

from bot.core.errors import OperatorError
from bot.core.people import Audience, Language
from bot.services.content import forbidden_from, unsafe
from bot.storage.content.new_topic import write_topic
from tests.unit.content.folder import TODAY, Folder

NAMES = ("en/topics/online-tutoring.yaml", "vi/topics/online-tutoring.yaml")


def test_two_files_are_written_as_drafts(folder: Folder) -> None:
    before = folder.load().topics(Language.VI)

    written = write_topic(folder.path, "online-tutoring", (Audience.CHILD, Audience.PARENT), TODAY)

    assert sorted(path.relative_to(folder.path).as_posix() for path in written) == list(NAMES)
    assert [topic.id for topic in folder.load().topics(Language.VI)] == [topic.id for topic in before]
    assert {code for file, code in folder.codes() if file in NAMES} == {
        "draft",
        "unfilled",
        "no-hotline",
        "few-examples",
        "example-copied",
    }


def test_a_topic_with_the_templates_dots_is_never_shown(folder: Folder) -> None:
    write_topic(folder.path, "online-tutoring", (Audience.CHILD,), TODAY)
    for name in NAMES:
        folder.remove(name, "draft")
        folder.set(name, "Gọi 111.", "answers", "child", "tell")

    handbook = folder.load()
    found = unsafe(handbook, forbidden_from(handbook.lexicon("forbidden")))

    assert {finding.code for finding in found} == {"unfilled"}


def test_without_audiences_it_is_for_everybody(folder: Folder) -> None:
    (first, _) = write_topic(folder.path, "online-tutoring", (), date(2027, 1, 31))

    text = first.read_text(encoding="utf-8")
    assert all(f"\n  {audience}:\n" in text for audience in Audience)
    assert "reviewed: 2027-01-31\nreview_by: 2027-08-01\n" in text


@pytest.mark.parametrize("name", ["Bạn bè", "../x", "a" * 25, "", "a--b"])
def test_what_is_no_id_is_refused(folder: Folder, name: str) -> None:
    with pytest.raises(OperatorError, match="can't be a topic's id"):
        write_topic(folder.path, name, (), TODAY)


def test_nothing_is_written_over(folder: Folder) -> None:
    with pytest.raises(OperatorError, match="is there already"):
        write_topic(folder.path, "cyberbullying", (), TODAY)


def test_a_wrong_folder_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="no content folder"):
        write_topic(tmp_path / "nowhere", "online-tutoring", (), TODAY)

    assert list(tmp_path.iterdir()) == []
