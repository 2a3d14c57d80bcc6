"""What the fake Bot API takes as a text, and what it says to the rest."""

from typing import Any

import pytest

from tests.fakes.bot_api import FakeBotApi
from tests.unit.fakes.conftest import RawBot

EMOJI = "😀"  # one character, two UTF-16 code units


async def send_html(bot: RawBot, chat_id: int, text: str) -> Any:
    return await bot("sendMessage", chat_id=chat_id, text=text, parse_mode="HTML")


@pytest.mark.parametrize(
    ("html", "text", "entities"),
    [
        ("<b>Gọi</b> 111", "Gọi 111", [("bold", 0, 3)]),
        ("<strong>a</strong><EM>b</EM>", "ab", [("bold", 0, 1), ("italic", 1, 1)]),
        ("<b>a<i>b</i></b>", "ab", [("bold", 0, 2), ("italic", 1, 1)]),
        ("<u>a</u><ins>b</ins>", "ab", [("underline", 0, 1), ("underline", 1, 1)]),
        ("<s>a</s><strike>b</strike><del>c</del>", "abc", [("strikethrough", i, 1) for i in range(3)]),
        (
            '<tg-spoiler>a</tg-spoiler><span class="tg-spoiler">b</span>',
            "ab",
            [("spoiler", 0, 1), ("spoiler", 1, 1)],
        ),
        ("<blockquote>a</blockquote>", "a", [("blockquote", 0, 1)]),
        ("<blockquote expandable>a</blockquote>", "a", [("expandable_blockquote", 0, 1)]),
        ("<code>a</code><pre>b</pre>", "ab", [("code", 0, 1), ("pre", 1, 1)]),
        (f"{EMOJI}<b>a</b>", f"{EMOJI}a", [("bold", 2, 1)]),
        ("&lt;b&gt; &amp; &quot;&#39;&#x1F600;", f"<b> & \"'{EMOJI}", []),
        ("&nbsp; &unknown; & &#0;", "&nbsp; &unknown; & &#0;", []),
        ("<b>a</>", "a", [("bold", 0, 1)]),
        ("<b></b>a", "a", []),
        ("  \n a \n", "a", []),
        ("<b>a </b>", "a", [("bold", 0, 1)]),
    ],
)
async def test_markup_becomes_plain_text_and_entities(
    api: FakeBotApi, bot: RawBot, chat_id: int, html: str, text: str, entities: list[tuple[str, int, int]]
) -> None:
    result = await send_html(bot, chat_id, html)

    [message] = api.messages(chat_id)
    found = [(entity["type"], entity["offset"], entity["length"]) for entity in message.entities]
    assert (result["text"], message.text, found) == (text, text, entities)


@pytest.mark.parametrize(
    ("html", "complaint"),
    [
        ("Mẹ <x>", 'Unsupported start tag "x" at byte offset 5'),
        ("3 < 5", 'Unsupported start tag "" at byte offset 2'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ('<a href="x', "Unclosed start tag at byte offset 0"),
        ("<a href=", 'Unclosed start tag "a" at byte offset 0'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("<b>a</b", "Unclosed end tag at byte offset 4"),
        ("<b><i>test</b></i>", 'Unmatched end tag at byte offset 10, expected "</i>", found "</b>"'),
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b =1>a</b>", 'Empty attribute name in the tag "b" at byte offset 0'),
        (
            "<b class>a</b>",
            'Expected equal sign in declaration of an attribute of the tag "b" at byte offset 0',
        ),
        ("<a href=a/b>a</a>", "Unexpected end of name token at byte offset 8"),
        ('<span class="red">a</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<tg-emoji emoji-id="x">a</tg-emoji>', "Invalid custom emoji identifier specified"),
        (
            "&#xD800;",
            "Text contains invalid Unicode characters after decoding HTML entities,"
            " check for unmatched surrogate code units",
        ),
    ],
)
async def test_bad_markup_is_refused_with_the_servers_own_words(
    bot: RawBot, chat_id: int, html: str, complaint: str
) -> None:
    assert await send_html(bot, chat_id, html) == f"Bad Request: can't parse entities: {complaint}"


async def test_links_keep_their_address(api: FakeBotApi, bot: RawBot, chat_id: int) -> None:
    await send_html(bot, chat_id, '<a href="https://vn.vn/?a=1&amp;b=2">một</a>')

    [message] = api.messages(chat_id)
    assert message.entities == [
        {"offset": 0, "length": 3, "type": "text_link", "url": "https://vn.vn/?a=1&b=2"}
    ]
    assert api.violations == []


async def test_a_link_that_telegram_drops_is_a_violation(api: FakeBotApi, bot: RawBot, chat_id: int) -> None:
    await send_html(bot, chat_id, '<a href="tel:111">111</a>')

    [message] = api.messages(chat_id)
    assert (message.text, message.entities) == ("111", [])
    assert [(found.kind, found.detail) for found in api.violations] == [("link_dropped", "tel:111")]


async def test_a_program_with_its_language_is_one_entity(api: FakeBotApi, bot: RawBot, chat_id: int) -> None:
    await send_html(bot, chat_id, '<pre><code class="language-python">1</code></pre>')

    [message] = api.messages(chat_id)
    assert message.entities == [{"offset": 0, "length": 1, "type": "pre", "language": "python"}]


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("", "Bad Request: message text is empty"),
        (" \n ", "Bad Request: text must be non-empty"),
        ("a" * 4097, "Bad Request: message is too long"),
        (EMOJI * 2049, "Bad Request: message is too long"),
        ("a" * 32769, "Bad Request: text is too long"),
    ],
)
async def test_empty_and_long_texts_are_refused(bot: RawBot, chat_id: int, text: str, answer: str) -> None:
    assert await bot("sendMessage", chat_id=chat_id, text=text) == answer


@pytest.mark.parametrize("text", ["a" * 4096, EMOJI * 2048, "  " + "a" * 4096 + "\n"])
async def test_the_longest_text_is_taken(bot: RawBot, chat_id: int, text: str) -> None:
    assert (await bot("sendMessage", chat_id=chat_id, text=text))["text"] == text.strip()


async def test_length_counts_after_the_markup_is_parsed(bot: RawBot, chat_id: int) -> None:
    assert (await send_html(bot, chat_id, f"<b>{'&amp;' * 4096}</b>"))["text"] == "&" * 4096


async def test_markup_that_leaves_nothing_is_refused(bot: RawBot, chat_id: int) -> None:
    assert await send_html(bot, chat_id, "<b> </b>") == "Bad Request: text must be non-empty"


async def test_a_missing_text_is_an_empty_one(bot: RawBot, chat_id: int) -> None:
    assert await bot("sendMessage", chat_id=chat_id) == "Bad Request: message text is empty"


async def test_control_characters_become_spaces(bot: RawBot, chat_id: int) -> None:
    assert (await bot("sendMessage", chat_id=chat_id, text="a\0b\r\nc\td"))["text"] == "a b\nc d"


async def test_bytes_that_are_no_utf8_are_refused(bot: RawBot, chat_id: int) -> None:
    form = f"chat_id={chat_id}&text=%FF"
    headers = {"Content-Type": "application/x-www-form-urlencoded"}

    async with bot.session.post(f"{bot.url}/sendMessage", data=form, headers=headers) as response:
        body = await response.json()

    assert body["description"] == "Bad Request: strings must be encoded in UTF-8"


async def test_half_a_surrogate_pair_is_refused(bot: RawBot, chat_id: int) -> None:
    answer = await bot("sendMessage", chat_id=chat_id, text="a\ud83d")

    assert answer == "Bad Request: strings must be encoded in UTF-8"


async def test_an_unknown_parse_mode_is_refused(bot: RawBot, chat_id: int) -> None:
    answer = await bot("sendMessage", chat_id=chat_id, text="a", parse_mode="BBCode")

    assert answer == "Bad Request: unsupported parse_mode"


async def test_markdown_stays_as_it_is_and_is_recorded(api: FakeBotApi, bot: RawBot, chat_id: int) -> None:
    await bot("sendMessage", chat_id=chat_id, text="*a*", parse_mode="MarkdownV2")

    assert api.messages(chat_id)[0].text == "*a*"
    assert [found.kind for found in api.violations] == ["unsupported_parse_mode"]


async def test_only_a_hundred_entities_are_kept(api: FakeBotApi, bot: RawBot, chat_id: int) -> None:
    await send_html(bot, chat_id, "<b>a</b> " * 100)
    await send_html(bot, chat_id, "<b>a</b> " * 101)

    assert [len(message.entities) for message in api.messages(chat_id)] == [100, 100]
    assert [(found.kind, found.detail) for found in api.violations] == [("too_many_entities", "101")]


@pytest.mark.parametrize(
    ("entity", "answer"),
    [
        ({"type": "bold", "offset": -1, "length": 1}, "receive an entity with incorrect offset -1"),
        (
            {"type": "bold", "offset": 9, "length": 1},
            "entity begins after the end of the text at UTF-16 offset 9",
        ),
        (
            {"type": "bold", "offset": 0, "length": 9},
            "entity beginning at UTF-16 offset 0 ends after the end of the text at UTF-16 offset 9",
        ),
        ({"type": "x", "offset": 0, "length": 1}, "can't parse MessageEntity: Unsupported type specified"),
        ({"type": "bold", "length": 1}, "can't parse MessageEntity: Can't find field \"offset\""),
        (
            {"type": "text_link", "offset": 0, "length": 1},
            "can't parse MessageEntity: Can't find field \"url\"",
        ),
        (
            {"type": "text_link", "offset": 0, "length": 1, "url": "not-a-url"},
            "entity URL 'not-a-url' is invalid: Wrong HTTP URL",
        ),
    ],
)
async def test_wrong_entities_are_refused(
    bot: RawBot, chat_id: int, entity: dict[str, Any], answer: str
) -> None:
    assert (
        await bot("sendMessage", chat_id=chat_id, text="chào", entities=[entity]) == f"Bad Request: {answer}"
    )


async def test_right_entities_are_kept(api: FakeBotApi, bot: RawBot, chat_id: int) -> None:
    bold = {"type": "bold", "offset": 0, "length": 4}

    await bot("sendMessage", chat_id=chat_id, text="chào", entities=[bold])

    assert api.messages(chat_id)[0].entities == [bold]


async def test_a_caption_has_its_own_limit(bot: RawBot, chat_id: int) -> None:
    taken = await bot("sendPhoto", chat_id=chat_id, photo="file-1", caption="a" * 1024)
    refused = await bot("sendPhoto", chat_id=chat_id, photo="file-1", caption="a" * 1025)

    assert len(taken["caption"]) == 1024
    assert refused == "Bad Request: message caption is too long"


async def test_a_preview_option_must_be_a_boolean(bot: RawBot, chat_id: int) -> None:
    options = {"is_disabled": "yes"}

    answer = await bot("sendMessage", chat_id=chat_id, text="a", link_preview_options=options)

    assert answer == 'Bad Request: field "is_disabled" must be of type Boolean'
