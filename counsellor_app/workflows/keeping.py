"""Keeping the work: checking and rebuilding the store, backup and restore, password, recovery key, settings."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from counsellor_app.domain.exports import Export, ExportKind
from counsellor_app.domain.overviews import CaseFilter
from counsellor_app.settings import Profile, Settings, write_settings
from counsellor_app.store.beside import InStore, snapshot_beside, verify_beside
from counsellor_app.store.checking import VerifyReport
from counsellor_app.vault.backup import restore_backup, write_backup
from counsellor_app.vault.disk import disk_errors
from counsellor_app.vault.vault import DEFAULT_COST, KdfCost, open_with_password
from counsellor_app.workflows.exports import noted
from counsellor_app.workflows.session import Session, open_session, settings_of
from counsellor_app.workflows.syncing import here

Counted = Callable[[int, int], None]
_SNAPSHOT = "snapshot.new"


def verify(session: Session, progress: Counted | None = None, in_store: InStore | None = None) -> VerifyReport:
    """Check the whole log (signatures, chains, anchor, directory) and that the tables follow from it.

    With *in_store*, which runs a function on the thread of the store, it may run on any other: the store is held for a
    moment only, and what is written meanwhile is saved as ever. *progress* may end it by raising.
    """
    key = session.vault.key("local/sqlcipher")
    return verify_beside(session.profile, session.store, key, in_store or here, progress or _quiet)


def rebuild(session: Session, progress: Counted | None = None) -> None:
    """Make the tables and the search index again from the log; drafts are not touched."""
    session.store.rebuild(progress)


def backup(session: Session, target: Path, progress: Counted | None = None, in_store: InStore | None = None) -> None:
    """Write the whole profile, without this device's private keys, to one encrypted file *target*.

    The current password or recovery key opens it. With *in_store*, which runs a function on the thread of the store,
    it may run on any other: the store is held only to put down on the log that a backup left. Raises
    :class:`~counsellor_app.domain.errors.ActionableError` (disk, target inside the profile).
    """
    store = in_store or here
    cases = store(lambda: _count_cases(session))
    with noted(session, Export(what=ExportKind.BACKUP, ending="backup", named=True, cases=cases), store):
        _write_backup(session, target, progress or _quiet)


def _write_backup(session: Session, target: Path, counted: Counted) -> None:
    snapshot = session.profile.folder / _SNAPSHOT
    with disk_errors():
        snapshot.unlink(missing_ok=True)
    try:
        key = session.vault.key("local/sqlcipher")
        snapshot_beside(session.profile, key, snapshot, lambda done, total: counted(done, 3 * total))
        write_backup(
            session.profile,
            session.vault,
            snapshot,
            target,
            lambda done, total: counted(total // 2 + done, total // 2 + total),
        )
    finally:
        with disk_errors():
            snapshot.unlink(missing_ok=True)


def _count_cases(session: Session) -> int:
    with session.store.reading() as queries:
        return queries.count_cases(CaseFilter())


def restore(profile: Profile, source: Path, secret: str, progress: Counted | None = None) -> None:
    """Put the backup *source* into the empty *profile*; *secret* is its password or recovery key. Runs the KDF.

    The device is a new one to the office: the next sync asks to admit it, vouched for by the person's own key.
    Raises :class:`~counsellor_app.domain.errors.ActionableError`.
    """
    vault = restore_backup(source, profile, secret, progress)
    open_session(profile, vault).close()


def change_password(session: Session, old: str, new: str, cost: KdfCost = DEFAULT_COST) -> None:
    """Replace the password; the old one is asked for, counts as a try, and opens nothing afterwards. Runs the KDF.

    Raises :class:`~counsellor_app.domain.errors.ActionableError`: wrong, or the new one is not good enough.
    """
    open_with_password(session.profile, old)
    session.vault.change_password(new, cost)


def replace_recovery(session: Session) -> str:
    """Return a new recovery key to be shown once; the old one opens nothing any more."""
    return session.vault.replace_recovery()


def confirm_recovery(session: Session, text: str) -> bool:
    """Say whether *text* is the recovery key, typed back after it was shown."""
    return session.vault.confirm_recovery(text)


def change_settings(session: Session, **changes: Any) -> Settings:
    """Change some of this device's settings and return them all, within their limits.

    Raises :class:`~counsellor_app.domain.errors.ActionableError` (disk).
    """
    wanted = replace(session.settings, **changes)
    with disk_errors():
        write_settings(session.profile, wanted)
    if wanted.device_label != session.settings.device_label:
        with session.store.transaction() as work:
            work.state.put("device_label", wanted.device_label)
    session.settings = settings_of(session.profile, session.store)
    return session.settings


def _quiet(_done: int, _total: int) -> None:
    """Tell nobody."""
