"""The office's data folder: its settings, who may read it, and the founding invitation it wrote."""

import json
import os
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from sync.directory.invitation import FoundingInvitation, InvitationError
from sync.server.database import FILE_MODE, FOLDER_MODE, SQLITE_NAME, normal_url, sqlite_url
from sync.server.gate import is_loopback
from sync.server.office import FOUNDING_SECRET_SIZE, SERVER_ID_SIZE, Office
from sync.server.refusals import OfficeError
from sync.wording import _

SETTINGS_NAME = "office.json"
DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8470


@dataclass(frozen=True, slots=True)
class Premises:
    """Settings of an office on this machine, kept in its data folder for its owner only.

    ``database_url`` is empty for SQLite in the folder; ``address`` is what clients are told, empty for the one it
    listens on; ``founding`` is where the founding invitation was written.
    """

    database_url: str = ""
    host: str = DEFAULT_HOST
    port: int = DEFAULT_PORT
    address: str = ""
    founding: str = ""

    def url(self, folder: Path) -> str:
        """Return the database URL of the office in *folder*."""
        return self.database_url or sqlite_url(folder)


def local_address(host: str, port: int) -> str:
    """Return the address of a server on this machine; where it listens everywhere, the loopback address."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host, host)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def needs_proxy(host: str, address: str = "") -> bool:
    """Return whether clients need a TLS proxy: the office is open to other machines at *host*, or told as http."""
    parts = urlsplit(address)
    hosts = [host, parts.hostname or "" if parts.scheme == "http" else "localhost"]
    return any(name != "localhost" and not is_loopback(name) for name in hosts)


def set_up(folder: Path, premises: Premises, invitation_file: Path) -> FoundingInvitation:
    """Make a new office in *folder* and write its founding invitation; raises :class:`OfficeError`, changing nothing.

    An existing office is never overwritten, neither is an existing file at *invitation_file*.
    """
    if (folder / SETTINGS_NAME).exists() or (folder / SQLITE_NAME).exists():
        raise OfficeError(_("There is an office in this folder already."), _("Nothing was changed."))
    if invitation_file.exists():
        raise OfficeError(
            _("The file for the founding invitation exists already."), _("Choose another name. Nothing was changed.")
        )
    url = premises.url(folder)
    normal_url(url)
    address = premises.address or local_address(premises.host, premises.port)
    invitation = FoundingInvitation(address, os.urandom(SERVER_ID_SIZE), os.urandom(FOUNDING_SECRET_SIZE))
    _make_folder(folder)
    _write_private(invitation_file, invitation.to_json())
    try:
        Office.create(url, invitation.server_id, invitation.secret).close()
        write_settings(folder, replace(premises, founding=str(invitation_file.resolve())))
    except BaseException:
        invitation_file.unlink(missing_ok=True)
        if not premises.database_url:
            for ending in ("", "-wal", "-shm"):
                (folder / (SQLITE_NAME + ending)).unlink(missing_ok=True)
        raise
    return invitation


def read_settings(folder: Path) -> Premises:
    """Return the settings of the office in *folder*; raises :class:`OfficeError` when there is none."""
    try:
        found = json.loads((folder / SETTINGS_NAME).read_text(encoding="utf-8"))
        return Premises(**{name: type(getattr(Premises(), name))(found[name]) for name in asdict(Premises())})
    except FileNotFoundError:
        raise OfficeError(
            _("There is no office in this folder."), _("Run counsellor-office init first, or name its folder.")
        ) from None
    except (OSError, ValueError, KeyError, TypeError):
        raise OfficeError(
            _("The settings of the office cannot be read."), _("Put office.json back from a backup.")
        ) from None


def write_settings(folder: Path, premises: Premises) -> None:
    """Write the settings of the office in *folder*."""
    _write_private(folder / SETTINGS_NAME, json.dumps(asdict(premises), indent=2) + "\n")


def correct_invitation(premises: Premises, address: str) -> bool:
    """Write *address* into the founding invitation where it says another one; return whether that was done.

    Only for an office not founded yet whose owner did not fix an address. A file that is gone or is another one is
    left alone.
    """
    path = Path(premises.founding)
    if premises.address or not premises.founding:
        return False
    try:
        invitation = FoundingInvitation.from_json(path.read_text(encoding="utf-8"))
        if invitation.server == address:
            return False
        _write_private(path, replace(invitation, server=address).to_json())
    except (OSError, UnicodeDecodeError, InvitationError):
        return False
    return True


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        folder.chmod(FOLDER_MODE)
    except OSError as problem:
        raise _unwritable(problem) from None


def _write_private(path: Path, text: str) -> None:
    """Replace *path* as a whole or not at all, readable for its owner only."""
    temporary = path.with_name(path.name + ".new")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, FILE_MODE)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as problem:
        raise _unwritable(problem) from None


def _unwritable(problem: OSError) -> OfficeError:
    return OfficeError(
        _("The folder cannot be written: {reason}.").format(reason=problem.strerror),
        _("Choose another folder, or ask who owns it."),
    )
