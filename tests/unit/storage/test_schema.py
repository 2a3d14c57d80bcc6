"""The newest revision is known without asking Alembic, and known rightly."""

from bot.storage.schema import HEAD
from bot.storage.upgrading import newest_script


def test_the_named_head_is_the_newest_script() -> None:
    assert newest_script() == HEAD
