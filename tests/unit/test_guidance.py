"""The handbook's answers as replies, for every topic, audience, language and voice of the content."""

import gc
import weakref
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from bot.core.action import decode
from bot.core.handbook import ContactKind, Topic
from bot.core.knowledge import Knowledge
from bot.core.people import Audience, Language, SelfWord
from bot.core.reply import Button, Call, Link, Press, Reply, Style
from bot.core.request import Voice
from bot.core.review import Review, Source
from bot.services import blocks, directory, guidance
from tests.fakes.knowledge import SmallHandbook, reporting_channel, topic
from tests.unit.voices import TODAY, voices

LONGEST_FOR_A_CHILD = 700


def served_topics(voice: Voice) -> Iterator[tuple[Topic, Audience]]:
    for found in voice.handbook.topics(voice.language):
        for audience in found.answers:
            yield found, audience


def all_screens(voice: Voice) -> Iterator[tuple[str, Reply]]:
    """Yield every reply that guidance can make of the real content, with a name for it."""
    for found, audience in served_topics(voice):
        name = f"{voice.language}/{voice.self_word}/{found.id}/{audience}"
        yield f"{name} first", guidance.first_screen(voice, found, audience)
        yield f"{name} more", guidance.more(voice, found, audience)
        yield f"{name} helpers", directory.helpers(voice, found, audience)
        yield f"{name} teen", guidance.teen(voice, found)
        for section in found.answers[audience].sections:
            yield f"{name} part {section.id}", guidance.part(voice, found, audience, section)
    for audience in Audience:
        yield f"{voice.language}/{audience} menu", guidance.topics_menu(voice, audience, 0)


def buttons(reply: Reply) -> list[Button]:
    return [button for row in reply.buttons for button in row]


def characters(reply: Reply) -> int:
    """Count as content/README.md does: neither the title nor the line of sources, nor line ends."""
    told = (block for block in reply.blocks if block.style not in (Style.TITLE, Style.NOTE))
    return sum(len(line) for block in told for line in block.lines)


def test_every_screen_is_complete_without_its_buttons(real_texts: Knowledge) -> None:
    screens = [screen for voice in voices(real_texts.handbook) for screen in all_screens(voice)]

    assert len(screens) > 500
    assert [name for name, reply in screens if "111" not in reply.text] == []
    assert [name for name, reply in screens if any(not block.lines for block in reply.blocks)] == []
    blank = [
        name for name, reply in screens if any(not line.strip() for b in reply.blocks for line in b.lines)
    ]
    assert blank == []


def test_no_screen_or_button_shows_a_placeholder(real_texts: Knowledge) -> None:
    found = [
        name
        for voice in voices(real_texts.handbook)
        for name, reply in all_screens(voice)
        if any(
            "{" in text or "}" in text for text in (reply.text, *(button.label for button in buttons(reply)))
        )
    ]

    assert found == []


def test_a_childs_first_screen_fits_one_screen(real_texts: Knowledge) -> None:
    too_long = {}
    for voice in voices(real_texts.handbook):
        for found, audience in served_topics(voice):
            if audience is Audience.CHILD:
                length = characters(guidance.first_screen(voice, found, audience))
                if length > LONGEST_FOR_A_CHILD:
                    too_long[found.id, voice.language, voice.self_word] = length

    assert too_long == {}


def test_every_press_is_one_that_the_bot_understands(real_texts: Knowledge) -> None:
    broken = [
        (name, button.label)
        for voice in voices(real_texts.handbook)
        for name, reply in all_screens(voice)
        for button in buttons(reply)
        if isinstance(button, Press) and (decode(button.action) is None or not button.label.strip())
    ]

    assert broken == []


def test_links_are_safe_and_calls_are_numbers(real_texts: Knowledge) -> None:
    wrong = [
        button
        for voice in voices(real_texts.handbook)
        for _, reply in all_screens(voice)
        for button in buttons(reply)
        if (isinstance(button, Link) and not button.url.startswith("https://"))
        or (isinstance(button, Call) and not button.number.replace(" ", "").isdigit())
    ]

    assert wrong == []


@pytest.mark.parametrize(
    ("word", "summary"),
    [
        (SelfWord.EM, "reporting: em nghe nhé"),
        (SelfWord.CON, "reporting: con nghe nhé"),
        (SelfWord.CHAU, "reporting: cháu nghe nhé"),
        (SelfWord.MINH, "reporting: bạn nghe nhé"),
        (SelfWord.TO, "reporting: bạn nghe nhé"),
    ],
)
def test_the_voice_mirrors_how_a_child_speaks_of_itself(word: SelfWord, summary: str) -> None:
    voice = Voice(SmallHandbook(), Language.VI, word, TODAY)

    reply = guidance.first_screen(voice, topic("reporting"), Audience.CHILD)

    assert reply.blocks[1].lines == (summary,)


def test_an_overdue_answer_says_that_it_may_have_changed(real_texts: Knowledge) -> None:
    handbook = real_texts.handbook
    found = {}
    for language in Language:
        for one in handbook.topics(language):
            on_time = Voice(handbook, language, SelfWord.EM, one.review_by)
            late = Voice(handbook, language, SelfWord.EM, one.review_by + timedelta(days=1))
            date_text = blocks.short_date(one.reviewed, language)
            source = blocks.sources(on_time, one.review)
            found[one.id, language] = (
                blocks.provenance(on_time, one.review).lines
                == (on_time.say("answer.reviewed", date=date_text, source=source),),
                blocks.provenance(late, one.review).lines
                == (late.say("answer.overdue", date=date_text, source=source),),
                blocks.provenance(late, one.review)
                in guidance.first_screen(late, one, Audience.PARENT).blocks,
            )

    assert found == dict.fromkeys(found, (True, True, True))


@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize("today", [TODAY, date(2036, 1, 1)])
def test_only_sound_channels_are_shown_and_111_first(
    real_texts: Knowledge, audience: Audience, today: date
) -> None:
    handbook = real_texts.handbook
    for voice in voices(handbook, today):
        hidden = [
            channel.name
            for channel in handbook.reporting_channels(voice.language)
            if not channel.enabled
            or audience not in channel.audiences
            or (channel.review_by < today and not channel.always)
        ]
        for one in handbook.topics(voice.language):
            reply = directory.helpers(voice, one, audience)
            names = [block.lines[0] for block in reply.blocks if block.style is Style.TITLE]

            assert set(names).isdisjoint(hidden), one.id
            assert "111" in reply.blocks[2].lines[0], one.id
            assert next(button.number for button in buttons(reply) if isinstance(button, Call)) == "111"


SMALL_DIRECTORY = (
    reporting_channel("hotline-111", "111"),
    reporting_channel("late", "222", always=False, review_by=TODAY - timedelta(days=1)),
    reporting_channel("last-day", "333", always=False, review_by=TODAY),
    reporting_channel("off", "444", enabled=False),
    reporting_channel("grown-ups", "555", audiences=(Audience.PARENT,)),
    reporting_channel("unrelated", "666"),
    reporting_channel("web", "https://example.vn/bao", kind=ContactKind.WEB, caveat="Hỏi {em} trước."),
)


@pytest.mark.parametrize(
    ("audience", "shown"),
    [
        (Audience.CHILD, ["111", "333", "https://example.vn/bao"]),
        (Audience.PARENT, ["111", "333", "555", "https://example.vn/bao"]),
    ],
)
def test_a_channel_is_shown_when_confirmed_fitting_and_not_overdue(
    audience: Audience, shown: list[str]
) -> None:
    handbook = SmallHandbook(directory=SMALL_DIRECTORY)
    voice = Voice(handbook, Language.VI, SelfWord.CON, TODAY)
    named = tuple(one.id for one in SMALL_DIRECTORY if one.id not in ("hotline-111", "unrelated"))

    reply = directory.helpers(voice, topic("cyberbullying", channels=named), audience)

    reached = [
        button.number if isinstance(button, Call) else getattr(button, "url", "") for button in buttons(reply)
    ]
    assert [one for one in reached if one] == shown
    assert "Hỏi con trước." in reply.text
    assert "example.vn/bao · " in reply.text
    assert [button.action for button in buttons(reply) if isinstance(button, Press)] == [
        f"topic:cyberbullying:{audience}"
    ]


@pytest.mark.parametrize("asking", Audience)
def test_whom_a_topic_does_not_address_is_served_the_nearest_text(asking: Audience) -> None:
    answers = topic("reporting").answers
    for only in Audience:
        one = topic("reporting", answers={only: answers[Audience.CHILD]})

        assert guidance.served(one, asking)[0] is only


def test_a_topic_for_nobody_is_an_error() -> None:
    with pytest.raises(ValueError, match="serves nobody"):
        guidance.served(topic("reporting", answers={}), Audience.CHILD)


def test_the_menu_turns_its_pages_round_and_round() -> None:
    ids = tuple(f"topic-{number}" for number in range(guidance.TOPICS_PER_PAGE * 2 + 1))
    handbook = SmallHandbook(topic_ids=ids)
    voice = Voice(handbook, Language.VI, SelfWord.EM, TODAY)

    pages = [guidance.topics_menu(voice, Audience.CHILD, page) for page in (0, 1, 2, 3, 10**59)]
    actions = [[one.action for one in buttons(page) if isinstance(one, Press)] for page in pages]

    listed = [action.split(":")[1] for page in actions[:3] for action in page if action.startswith("topic:")]
    assert listed == list(ids)
    assert [page[-2] for page in actions[:3]] == ["topics:child:1", "topics:child:2", "topics:child:0"]
    assert actions[3] == actions[0]
    assert {page[-1] for page in actions} == {"help"}


def test_the_menu_lists_only_what_serves_the_audience(real_texts: Knowledge) -> None:
    handbook = real_texts.handbook
    voice = Voice(handbook, Language.VI, SelfWord.EM, TODAY)
    for audience in Audience:
        pages = -(-len(handbook.topics(Language.VI)) // guidance.TOPICS_PER_PAGE)
        listed = {
            button.action.split(":")[1]
            for page in range(pages)
            for button in buttons(guidance.topics_menu(voice, audience, page))
            if isinstance(button, Press) and button.action.startswith("topic:")
        }

        assert listed == {one.id for one in handbook.topics(Language.VI) if audience in one.answers}


def test_screens_of_an_earlier_handbook_are_let_go() -> None:
    voice = Voice(SmallHandbook(), Language.VI, SelfWord.EM, TODAY)
    found = topic("reporting")
    guidance.first_screen(voice, found, Audience.CHILD)
    directory.contacts(voice, Audience.CHILD)

    guidance.forget()
    directory.forget()

    kept = weakref.ref(voice.handbook)
    del voice
    gc.collect()
    assert kept() is None


def test_dates_are_written_as_people_write_them() -> None:
    assert blocks.short_date(date(2026, 3, 9), Language.VI) == "09/03/2026"
    assert blocks.short_date(date(2026, 3, 9), Language.EN) == "9 Mar 2026"


def test_the_note_names_the_first_source_and_counts_the_others(real_texts: Knowledge) -> None:
    voice = Voice(real_texts.handbook, Language.VI, SelfWord.EM, TODAY)
    law, book = Source("Luật Trẻ em", "Quốc hội", "2016"), Source("Cẩm nang", "Cục", "2024")

    alone = blocks.sources(voice, Review("khien-nho", TODAY, TODAY, (law,)))
    both = blocks.sources(voice, Review("khien-nho", TODAY, TODAY, (law, book)))

    assert (alone, both) == ("Luật Trẻ em", "Luật Trẻ em và 1 nguồn khác")
