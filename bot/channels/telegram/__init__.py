"""Telegram, through the official Bot API."""
