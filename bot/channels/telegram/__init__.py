"""Telegram: `receive` and `render` are pure; `TelegramBot` in `bot` joins the parts."""
