"""Reply markup: the checks of the API server first, those of Telegram's servers after."""

from collections.abc import Callable
from typing import Any

from tests.fakes.bot_api.links import LinkError, check_link
from tests.fakes.bot_api.refusals import Json, Refusal, bad_request

MAX_BUTTONS = 100
MAX_ROW = 8
MAX_DATA_BYTES = 64
MAX_COPIED = 256
# In the order in which the server looks for them: it takes the first and ignores the others.
ACTIONS = (
    "url",
    "callback_data",
    "callback_game",
    "pay",
    "switch_inline_query",
    "switch_inline_query_chosen_chat",
    "switch_inline_query_current_chat",
    "copy_text",
    "login_url",
    "web_app",
)
_FLAGS = (
    "remove_keyboard",
    "force_reply",
    "selective",
    "resize_keyboard",
    "one_time_keyboard",
    "is_persistent",
)

Report = Callable[[str, str], None]


def read_markup(markup: Any, report: Report) -> Json | None:
    """Return the markup as the server understands it; None for none. Raises the refusal."""
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad_request("Object expected as reply markup")
    for name in ("keyboard", "inline_keyboard"):
        if not isinstance(markup.get(name, []), list):
            raise bad_request(f'Field "{name}" must be of type Array')
    for name in _FLAGS:
        if not isinstance(markup.get(name, False), bool):
            raise bad_request(f'Field "{name}" must be of type Boolean')
    if markup.get("keyboard"):
        return markup | {"keyboard": [_reply_row(row) for row in markup["keyboard"]]}
    if "inline_keyboard" in markup:
        rows = [_inline_row(row, report) for row in markup["inline_keyboard"]]
        kept = [row for row in rows if row]
        return {"inline_keyboard": kept} if kept else None
    return markup if markup.get("remove_keyboard") or markup.get("force_reply") else None


def _reply_row(row: Any) -> list[Json]:
    if not isinstance(row, list):
        raise bad_request('Field "keyboard" must be an Array of Arrays')
    return [button if isinstance(button, dict) else {"text": str(button)} for button in row]


def _inline_row(row: Any, report: Report) -> list[Json]:
    if not isinstance(row, list):
        raise bad_request('Field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    buttons = [_inline_button(button, report) for button in row]
    return [button for button in buttons if button["text"]]


def _inline_button(button: Any, report: Report) -> Json:
    if not isinstance(button, dict):
        raise _unparsable("InlineKeyboardButton must be an Object")
    text = button.get("text")
    if text is None:
        raise _unparsable('Can\'t find field "text"')
    if not isinstance(text, str):
        raise _unparsable('Field "text" must be of type String')
    if not text.strip():
        report("empty_button_text", str(button))
    actions = [name for name in ACTIONS if button.get(name) not in (None, "")]
    if not actions:
        raise _unparsable("Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        report("several_button_actions", ", ".join(actions))
    return {"text": text.strip(), actions[0]: button[actions[0]]}


def _unparsable(reason: str) -> Refusal:
    return Refusal(400, f"Bad Request: can't parse inline keyboard button: {reason}")


def check_markup(markup: Json | None, *, private: bool) -> Json | None:
    """Return the markup as it is kept, or raise what Telegram's servers answer to a bad one."""
    if markup is None or "inline_keyboard" not in markup:
        return markup
    rows = [[_checked(button, private=private) for button in row] for row in markup["inline_keyboard"]]
    if sum(map(len, rows)) > MAX_BUTTONS or any(len(row) > MAX_ROW for row in rows):
        raise bad_request("reply markup is too long")
    return {"inline_keyboard": rows}


def _checked(button: Json, *, private: bool) -> Json:
    match button:
        case {"url": url}:
            return button | {"url": _button_link(str(url), "URL")}
        case {"callback_data": str(data)} if len(data.encode()) <= MAX_DATA_BYTES:
            return button
        case {"callback_data": _}:
            raise bad_request("BUTTON_DATA_INVALID")
        case {"copy_text": {"text": str(copied)}} if 1 <= len(copied) <= MAX_COPIED:
            return button
        case {"copy_text": _}:
            raise bad_request("BUTTON_COPY_TEXT_INVALID")
        case {"web_app": {"url": str(url)}}:
            _button_link(url, "Web App URL", https_only=True)
            if not private:
                raise bad_request("BUTTON_TYPE_INVALID")
        case {"pay": _} | {"callback_game": _}:
            raise bad_request("BUTTON_TYPE_INVALID")
    return button


def _button_link(url: str, noun: str, *, https_only: bool = False) -> str:
    try:
        return check_link(url, https_only=https_only)
    except LinkError as error:
        raise bad_request(f"Inline keyboard button {noun} '{url}' is invalid: {error}") from error
