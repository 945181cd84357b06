"""What every command works at: the profile, where the password comes from, and an unlocked session."""

import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from counsellor_app.bootstrap import unlock
from counsellor_app.domain.errors import ActionableError
from counsellor_app.settings import Profile
from counsellor_app.vault.disk import disk_errors
from counsellor_app.vault.instance import hold_profile
from counsellor_app.vault.slots import KdfCost
from sync.wording import _

if TYPE_CHECKING:
    from counsellor_app.workflows.session import Session

LARGEST_TEXT_FILE = 4 << 20
"""Bytes read of a text file: more than the longest note in any script."""
_LARGEST_PASSWORD_FILE = 8192
USAGE = 2


@dataclass(frozen=True, slots=True)
class Desk:
    """The profile, the file that holds its password (none: it is asked for), what a new password's KDF costs."""

    profile: Profile
    password_file: Path | None
    cost: KdfCost

    def password(self, prompt: str = "") -> str:
        """Return the password: the first line of the file, or what is typed. Ends with code 2 where nobody can type."""
        if self.password_file is not None:
            return read_secret_file(self.password_file)
        return ask_secret(prompt or _("Password: "))

    def new_password(self) -> str:
        """Return a new password: the first line of the file, or what is typed twice."""
        if self.password_file is not None:
            return read_secret_file(self.password_file)
        return ask_new_password()

    @contextmanager
    def held(self) -> Iterator[Profile]:
        """Hold the profile for this process, so that no window works on it meanwhile."""
        with hold_profile(self.profile):
            yield self.profile

    @contextmanager
    def session(self) -> "Iterator[Session]":
        """Give the unlocked work, closed when the block ends."""
        with self.held() as profile:
            session = unlock(profile, self.password())
            try:
                yield session
            finally:
                session.close()


def desk_of(context: typer.Context) -> Desk:
    """Return the desk the program's options made."""
    desk = context.find_root().obj
    assert isinstance(desk, Desk)
    return desk


def can_ask() -> bool:
    """Say whether somebody sits at a terminal."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()


def ask_secret(prompt: str) -> str:
    """Return what is typed unseen; ends the program with code 2 and a message where there is no terminal."""
    if not can_ask():
        typer.echo(_("There is no terminal to ask for the password; give --password-file FILE."), err=True)
        raise typer.Exit(USAGE)
    return getpass.getpass(prompt, stream=sys.stderr)


def ask_new_password() -> str:
    """Return a new password typed twice alike."""
    first = ask_secret(_("New password (a sentence of at least 15 characters): "))
    if ask_secret(_("The same once more: ")) != first:
        raise ActionableError(_("The two passwords differ."), _("Nothing was changed. Try again."))
    return first


def read_secret_file(path: Path) -> str:
    """Return the first line of a small file, without its line end."""
    with disk_errors(), path.open("rb") as file:
        data = file.read(_LARGEST_PASSWORD_FILE)
    try:
        return data.decode("utf-8-sig").split("\n", 1)[0].removesuffix("\r")
    except UnicodeDecodeError:
        raise ActionableError(_("The password file is not text."), _("Save it as plain UTF-8 text.")) from None


def read_text_file(path: Path) -> str:
    """Return the text of a UTF-8 file, or of stdin for ``-``; raises :class:`ActionableError` for anything else."""
    if str(path) == "-":
        data = sys.stdin.buffer.read(LARGEST_TEXT_FILE + 1)
    else:
        with disk_errors(), path.open("rb") as file:
            data = file.read(LARGEST_TEXT_FILE + 1)
    if len(data) > LARGEST_TEXT_FILE:
        raise ActionableError(
            _("This file is too large for one note."), _("Nothing was saved. Split the text into several notes.")
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ActionableError(
            _("This file is not UTF-8 text."), _("Nothing was saved. Save it as plain text (UTF-8) and try again.")
        ) from None
