"""Where a profile lives and how this device likes to work. Holds no case content, names or keys."""

import os
import tomllib
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import platformdirs

APP_NAME = "counsellor"
FOLDER_MODE = 0o700
FILE_MODE = 0o600
SHORTEST_IDLE_LOCK, LONGEST_IDLE_LOCK = 30, 300
"""Seconds; the protocol's limits for an office, so for every device."""


@dataclass(frozen=True, slots=True)
class Profile:
    """The files of one person's work on one device."""

    folder: Path

    @property
    def vault(self) -> Path:
        """Key slots: password, recovery."""
        return self.folder / "vault.json"

    @property
    def tries(self) -> Path:
        """Wrong tries and the waiting time, kept across restarts."""
        return self.folder / "tries.json"

    @property
    def device(self) -> Path:
        """The device's private keys, sealed under the vault; in no backup."""
        return self.folder / "device.keys"

    @property
    def database(self) -> Path:
        """The SQLCipher file: log, projection, search index, drafts."""
        return self.folder / "records.db"

    @property
    def anchor(self) -> Path:
        """The newest own sequence number, against an old file put back."""
        return self.folder / "anchor"

    @property
    def last_room(self) -> Path:
        """Nothing but space: given up when the disk is full, for what was typed."""
        return self.folder / "last-room"

    @property
    def lock(self) -> Path:
        """Held while one instance works on the profile."""
        return self.folder / "instance.lock"

    @property
    def settings(self) -> Path:
        """This device's settings, as TOML."""
        return self.folder / "settings.toml"

    @property
    def outside(self) -> Path:
        """What the lock screen may show: a count of unsent changes, nothing else."""
        return self.folder / "outside.json"

    @property
    def logs(self) -> Path:
        """Log and crash files, without content."""
        return self.folder / "logs"


@dataclass(frozen=True, slots=True)
class Settings:
    """Preferences of one device. ``idle_lock`` in seconds; ``language`` and ``scheme`` may be ``system``.

    ``device_label`` may name a person: it is kept in the encrypted store, never in the file.
    """

    language: str = "system"
    scheme: str = "system"
    idle_lock: int = LONGEST_IDLE_LOCK
    device_label: str = ""
    sync_every: int = 300


_IN_THE_FILE = tuple(name for name in Settings.__dataclass_fields__ if name != "device_label")


def default_folder() -> Path:
    """Return the profile folder of this user on this system."""
    return Path(os.environ.get("COUNSELLOR_PROFILE") or platformdirs.user_data_dir(APP_NAME, appauthor=False))


def read_settings(profile: Profile) -> Settings:
    """Return the settings of *profile*; unknown, mistyped or unreadable entries fall back to the default."""
    try:
        found = tomllib.loads(profile.settings.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError):
        return Settings()
    defaults = Settings()
    known = {
        name: value
        for name, value in found.items()
        if name in _IN_THE_FILE and type(value) is type(getattr(defaults, name))
    }
    settings = replace(defaults, **known)
    idle_lock = min(max(settings.idle_lock, SHORTEST_IDLE_LOCK), LONGEST_IDLE_LOCK)
    return replace(settings, idle_lock=idle_lock, sync_every=max(settings.sync_every, 30))


def write_settings(profile: Profile, settings: Settings) -> None:
    """Write *settings* atomically (new file, fsync, rename), mode 0600."""
    lines = []
    for name in _IN_THE_FILE:
        value = getattr(settings, name)
        escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
        lines.append(f"{name} = {value}" if isinstance(value, int) else f'{name} = "{escaped}"')
    write_private(profile.settings, ("\n".join(lines) + "\n").encode("utf-8"))


def write_private(path: Path, data: bytes) -> None:
    """Replace *path* by *data* as a whole or not at all: temporary file beside it, fsync, rename, fsync the folder."""
    path.parent.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    temporary = path.with_name(path.name + ".new")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, FILE_MODE)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
