"""A strict Telegram Bot API server on loopback, written from Telegram's own rules.

    async with FakeBotApi(token=..., username=...) as api:      # api.base_url has no /bot
        child = api.user(1001)
        await child.send_text("chào")                            # the bot gets it by getUpdates or webhook
        reply = await child.next_message()                       # waits for events, does not poll
        press = await child.press(reply, label="Báo cáo")        # or row=…, column=…
        await api.wait_for(lambda: press.answer is not None)
        assert (api.rejected, api.violations) == ([], [])

People     api.user(id), api.group(id, forum=…): send_text(text, group, topic=…, reply_to=…), start(payload),
           send_photo / send_video / send_voice / send_document / send_sticker / send_location / send_contact,
           send(content), edit, press, press_data, block, unblock, add_bot, remove_bot, next_message;
           group.promote(person), group.migrate(new_id); api.send_raw_update({"kind": {…}}).
Seeing     A Message is the message itself: it changes when the bot edits it (revisions keeps the old texts).
           api.messages(chat_id) -> Message(text, entities, labels, button(label), thread, revisions, …),
           api.calls / calls_of(method) -> Call(method, params, status, description, via, …), api.presses,
           api.polled, pending_updates, accepted_updates, unanswered, await api.wait_for(predicate, timeout).
Judging    api.rejected: calls refused (4xx) through the bot's own fault; what a test provoked is left out.
           api.violations: what the real server swallows silently but our bot must not do: unknown_field,
           unsupported_method, unsupported_parse_mode, link_dropped, too_many_entities, empty_button_text,
           several_button_actions, media_fetched.
Spoiling   api.chat(id).blocked / deactivated / kicked / slow; api.fail_next("sendMessage", Status(502), 2)
           with Status, Answer, Drop(after_accepting=…), Delay, Hold; gate = api.hold_next("sendMessage");
           api.limit(Limits()) switches Telegram's rate limits on, counted on the injectable clock.
Time       FakeBotApi(clock=ManualClock()): dates, a pressed button's 15 seconds, the 48 hours of deleting,
           the rate limits. A long poll's timeout and Delay are real seconds.
Webhook    FakeBotApi(allow_loopback_webhook=True) lets setWebhook take http://127.0.0.1:…; updates of one
           kind and chat are sent in order, again after anything but a 2xx (webhook_backoff), with the
           secret's header. A method call in the reply's body is carried out under the same rules. An
           address that is not on loopback is taken if the real server would take it, but nothing is ever
           sent there.

By hand: `python -m tests.fakes.bot_api --help`.
Left out: MarkdownV2, and the entities that Telegram finds by itself (addresses, telephone numbers) in the
bot's own texts.
"""

from tests.fakes.bot_api.clock import ManualClock, SystemClock
from tests.fakes.bot_api.faults import Answer, Delay, Drop, Hold, Status
from tests.fakes.bot_api.limits import Limits
from tests.fakes.bot_api.people import Group, Person
from tests.fakes.bot_api.server import TOKEN, FakeBotApi
from tests.fakes.bot_api.state import Call, Press, Violation
from tests.fakes.bot_api.updates import Update
from tests.fakes.bot_api.world import Chat, Message

__all__ = [
    "TOKEN",
    "Answer",
    "Call",
    "Chat",
    "Delay",
    "Drop",
    "FakeBotApi",
    "Group",
    "Hold",
    "Limits",
    "ManualClock",
    "Message",
    "Person",
    "Press",
    "Status",
    "SystemClock",
    "Update",
    "Violation",
]
