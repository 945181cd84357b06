"""What a disk can refuse, in words a person can act on."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from counsellor_app.domain.errors import ActionableError
from sync.wording import _

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_READ_ONLY = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})


class DiskError(ActionableError):
    """The disk refused; ``full`` and ``read_only`` say which kind it was, both False for anything else."""

    def __init__(self, title: str, advice: str, *, full: bool = False, read_only: bool = False) -> None:
        super().__init__(title, advice)
        self.full = full
        self.read_only = read_only


def disk_error(error: OSError) -> DiskError:
    """Return what to tell the person about *error*. Names no file: a path may hold a name."""
    if error.errno in _FULL:
        return DiskError(
            _("The disk is full."),
            _("Nothing was changed. Make room on this disk and try again."),
            full=True,
        )
    if error.errno in _READ_ONLY:
        return DiskError(
            _("This place cannot be written to."),
            _("Nothing was changed. Check that the disk is not read-only and that the folder belongs to you."),
            read_only=True,
        )
    if error.errno == errno.EFBIG:
        return DiskError(
            _("The file is too large for this disk."),
            _("Nothing was changed. Choose a disk with another format (exFAT or NTFS), or another place."),
        )
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return DiskError(_("The file or folder was not found."), _("Check the name and that the disk is connected."))
    if error.errno == errno.EISDIR:
        return DiskError(_("This is a folder, not a file."), _("Choose a file."))
    return DiskError(
        _("The disk reported an error."),
        _("Nothing was changed. Check that the disk is connected and sound, then try again."),
    )


@contextmanager
def disk_errors() -> Iterator[None]:
    """Turn an ``OSError`` of the block into a :class:`DiskError`."""
    try:
        yield
    except OSError as error:
        raise disk_error(error) from error
