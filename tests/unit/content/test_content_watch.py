"""The watch on the content folder: what is handed on, what is refused."""

import asyncio
import logging
import os
from collections.abc import Callable

import pytest

from bot.app import _unsafe
from bot.core.people import Audience, Language
from bot.storage.content.file_handbook import FileHandbook
from bot.storage.content_watch import ContentWatch
from tests.unit.content.folder import VI_TOPIC, Folder

Step = Callable[[], None]


def nothing() -> None:
    """Leave the files as they are for one look."""


class Sleeps:
    """Instead of sleeping, edits the files; ends the watch after the last step."""

    def __init__(self, steps: list[Step]) -> None:
        self._steps = iter(steps)

    async def __call__(self, _: float) -> None:
        step = next(self._steps, None)
        if step is None:
            raise asyncio.CancelledError
        step()


async def watched(folder: Folder, steps: list[Step], *, version: str | None = None) -> list[FileHandbook]:
    handed_on: list[FileHandbook] = []

    async def on_change(handbook: FileHandbook) -> None:
        handed_on.append(handbook)

    watch = ContentWatch(folder.path, on_change, refuse=_unsafe, version=version, sleep=Sleeps(steps))
    with pytest.raises(asyncio.CancelledError):
        await watch.run()
    return handed_on


def summary(text: str, folder: Folder) -> Step:
    return lambda: folder.set(VI_TOPIC, text, "answers", "child", "summary")


async def test_an_edit_is_handed_on_once_nobody_is_saving(folder: Folder) -> None:
    steps = [nothing, summary("A.", folder), summary("Bb.", folder), nothing, nothing]

    handed_on = await watched(folder, steps)

    topics = [handbook.topic("cyberbullying", Language.VI) for handbook in handed_on]
    assert [topic.answers[Audience.CHILD].summary for topic in topics if topic] == ["Bb."]


async def test_saving_without_a_change_hands_nothing_on(folder: Folder) -> None:
    def touch() -> None:
        os.utime(folder.path / VI_TOPIC, (1, 1))

    assert await watched(folder, [nothing, touch, nothing, nothing]) == []


async def test_what_changed_before_the_watch_began_is_handed_on(folder: Folder) -> None:
    in_use = folder.load().version
    summary("A.", folder)()

    handed_on = await watched(folder, [nothing, nothing], version=in_use)

    assert [handbook.version for handbook in handed_on] == [folder.load().version]


async def test_a_broken_edit_is_logged_and_the_next_good_one_is_handed_on(
    folder: Folder, caplog: pytest.LogCaptureFixture
) -> None:
    def break_it() -> None:
        folder.edit(VI_TOPIC, "risk: high", "risk: huge")

    def mend_it() -> None:
        folder.edit(VI_TOPIC, "risk: huge", "risk: low")

    with caplog.at_level(logging.ERROR):
        handed_on = await watched(folder, [nothing, break_it, nothing, mend_it, nothing])

    refused = [record for record in caplog.records if getattr(record, "action", "") == "content_refused"]
    assert len(refused) == 1
    assert f"{VI_TOPIC}:4: “risk” can only be one of" in refused[0].getMessage()
    assert len(handed_on) == 1


async def test_a_removed_folder_is_refused(folder: Folder, caplog: pytest.LogCaptureFixture) -> None:
    def remove() -> None:
        folder.path.rename(folder.path.with_name("moved"))

    with caplog.at_level(logging.ERROR):
        handed_on = await watched(folder, [nothing, remove, nothing, nothing])

    assert handed_on == []
    assert "There is no content folder" in caplog.text


@pytest.mark.parametrize("text", ["Gọi 1800 599 999, hoặc 111.", "Kể với thầy cô."])
async def test_an_edit_that_could_mislead_is_refused(
    folder: Folder, caplog: pytest.LogCaptureFixture, text: str
) -> None:
    def mislead() -> None:
        folder.set(VI_TOPIC, text, "answers", "child", "tell")

    with caplog.at_level(logging.ERROR):
        handed_on = await watched(folder, [nothing, mislead, nothing, nothing])

    assert handed_on == []
    assert VI_TOPIC in caplog.text


async def test_content_past_its_review_date_is_still_handed_on(folder: Folder) -> None:
    def outdate() -> None:
        folder.set(VI_TOPIC, "2001-01-01", "reviewed")
        folder.set(VI_TOPIC, "2001-02-01", "review_by")

    assert len(await watched(folder, [nothing, outdate, nothing, nothing])) == 1
