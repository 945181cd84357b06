"""The one kind of error a person sees as it is; every other exception is a bug for the crash handler."""


class ActionableError(Exception):
    """Something the person can act on: what happened (``title``), what is safe and what to do (``advice``).

    Both are translated, hold no case content, no names and no keys, and are shown and printed as they are.
    """

    def __init__(self, title: str, advice: str) -> None:
        super().__init__(title)
        self.title = title
        self.advice = advice

    def __str__(self) -> str:
        return f"{self.title} {self.advice}".strip()


class DiskFullError(ActionableError):
    """There is no room to write; what was typed may be kept in the last room (``store/last_room.py``)."""
