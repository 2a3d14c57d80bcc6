"""The port to drawings and recordings: files of our own or the operator's, never of a person who writes."""

from typing import Protocol


class Media(Protocol):
    """Finds a file by the name that a reply carries."""

    def picture(self, name: str) -> bytes | None:
        """Return a drawing as PNG, None when there is none of this name."""
        ...

    def recording(self, name: str) -> bytes | None:
        """Return a recording (mp3, m4a or ogg as its name ends), None when there is none of this name."""
        ...


class NoMedia:
    """Has nothing: the words are complete without."""

    def picture(self, name: str) -> bytes | None:  # noqa: ARG002 - the port's
        """Return None."""
        return None

    def recording(self, name: str) -> bytes | None:  # noqa: ARG002 - the port's
        """Return None."""
        return None
