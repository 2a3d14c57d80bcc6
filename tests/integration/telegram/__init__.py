"""The Telegram channel against a strict Bot API server on loopback."""
