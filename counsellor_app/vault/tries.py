"""Wrong tries: five are free, then each one doubles the wait, up to five minutes; kept on disk across restarts.

A try is counted *before* its key is computed and taken back when it was right, so ending the process midway gains
nothing. A missing or unreadable count reads as the longest wait, so deleting the file gains nothing either. A clock
set back starts the current wait again; no clock makes anyone wait longer than five minutes from when he looks.

Not protected: whoever can write to the disk can write a fresh count or copy the vault away, and a clock set forward
ends a wait. The throttle is against a person at the keyboard; against a copied disk stands the cost of Argon2id.
"""

import math
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from counsellor_app.domain.errors import ActionableError
from counsellor_app.settings import write_private
from counsellor_app.vault.disk import disk_errors
from sync.wording import _, ngettext

FREE_TRIES = 5
LONGEST_WAIT = 300
Clock = Callable[[], float]
_SPENT = FREE_TRIES + math.ceil(math.log2(LONGEST_WAIT)) - 1
_MAX_FILE = 4096


class ThrottledError(ActionableError):
    """Too many wrong tries; the next one is possible in ``seconds``."""

    def __init__(self, seconds: int) -> None:
        super().__init__(
            ngettext(
                "Too many wrong tries. Wait {n} second.", "Too many wrong tries. Wait {n} seconds.", seconds
            ).format(n=seconds),
            _("Nothing is lost. The recovery key opens the work if the password is forgotten."),
        )
        self.seconds = seconds


class WrongPasswordError(ActionableError):
    """The secret does not open the vault. ``left`` free tries remain (None where nothing counts), then ``seconds``."""

    def __init__(self, left: int | None, seconds: int = 0, title: str = "") -> None:
        super().__init__(title or _("This is not the password."), _advice(left, seconds))
        self.left = left
        self.seconds = seconds


class WrongRecoveryKeyError(WrongPasswordError):
    """A well-formed recovery key that belongs to another vault, or to an earlier key of this one."""

    def __init__(self, left: int | None, seconds: int = 0) -> None:
        super().__init__(left, seconds, _("This recovery key does not open this work."))


class _Count(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file: wrong tries in a row, and when the last one was (ms since 1970)."""

    wrong: int
    at: int


class Tries:
    """The count of one profile. *clock* returns seconds since 1970."""

    def __init__(self, path: Path, clock: Clock = time.time) -> None:
        self._path = path
        self._clock = clock

    def seconds_to_wait(self) -> int:
        """Return the seconds until a try is possible, 0 for now."""
        count = self._read()
        return self._remaining(count)

    def begin(self) -> None:
        """Count a try before it is made; raises :class:`ThrottledError` while waiting is due (not counted)."""
        count = self._read()
        remaining = self._remaining(count)
        if remaining:
            raise ThrottledError(remaining)
        self._write(_Count(count.wrong + 1, self._now()))

    def left(self) -> int:
        """Return the free tries that remain."""
        return max(0, FREE_TRIES - self._read().wrong)

    def take_back(self) -> None:
        """Uncount a try that could not be made, for want of memory for example."""
        count = self._read()
        self._write(_Count(max(0, count.wrong - 1), count.at))

    def clear(self) -> None:
        """Start again from none, after a right password and for a new vault."""
        self._write(_Count(0, 0))

    def _remaining(self, count: _Count) -> int:
        wait = wait_after(count.wrong)
        return max(0, math.ceil((count.at + wait * 1000 - self._now()) / 1000)) if wait else 0

    def _read(self) -> _Count:
        """Return the count; a lost one is replaced by a spent one, a stamp from the future by now."""
        now = self._now()
        try:
            with self._path.open("rb") as file:
                count = msgspec.json.decode(file.read(_MAX_FILE), type=_Count)
        except (OSError, msgspec.DecodeError, UnicodeDecodeError):
            count = _Count(-1, now)
        if count.wrong < 0 or count.at < 0:
            count = _Count(_SPENT, now)
        elif count.at <= now or not wait_after(count.wrong):
            return count
        else:
            count = _Count(count.wrong, now)
        self._write(count)
        return count

    def _write(self, count: _Count) -> None:
        with disk_errors():
            write_private(self._path, msgspec.json.encode(count))

    def _now(self) -> int:
        return int(self._clock() * 1000)


def wait_after(wrong: int) -> int:
    """Return the seconds to wait after *wrong* wrong tries in a row: 0 for four, then 2, 4, 8 … 256, 300."""
    return 0 if wrong < FREE_TRIES else min(LONGEST_WAIT, 2 ** min(wrong - FREE_TRIES + 1, 16))


def _advice(left: int | None, seconds: int) -> str:
    if left is None:
        return _("Check capital letters and the keyboard's language, and try again.")
    if left:
        return ngettext(
            "Check capital letters and the keyboard's language. {n} more try without waiting.",
            "Check capital letters and the keyboard's language. {n} more tries without waiting.",
            left,
        ).format(n=left)
    return ngettext(
        "Check capital letters and the keyboard's language. The next try is possible in {n} second.",
        "Check capital letters and the keyboard's language. The next try is possible in {n} seconds.",
        seconds,
    ).format(n=seconds)
