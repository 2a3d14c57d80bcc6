"""Unit tests of the Telegram channel's pure parts."""
