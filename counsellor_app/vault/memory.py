"""What the operating system may keep of this process: no core dumps, no reading by other programs, private files."""

import contextlib
import ctypes
import os
import sys

if sys.platform != "win32":
    import resource

_PR_GET_DUMPABLE = 3
_PR_SET_DUMPABLE = 4
_PRIVATE_UMASK = 0o077


def protect_process() -> None:
    """Switch off core dumps, forbid tracing by the same user (Linux), and let new files be private.

    Called once at start, and again after the process re-executed itself, which resets it. Does what the system
    offers and never fails. Not protected: swap without disk encryption, malware with administrator rights.
    """
    if os.name != "posix":
        return
    os.umask(_PRIVATE_UMASK)
    _no_core_dumps()
    if sys.platform == "linux":
        _not_dumpable()


def is_dumpable() -> bool:
    """Say whether other programs of this user may read this process (Linux; True where it cannot be known)."""
    if sys.platform != "linux":
        return True
    return bool(ctypes.CDLL(None).prctl(_PR_GET_DUMPABLE, 0, 0, 0, 0))


def _no_core_dumps() -> None:
    if sys.platform != "win32":
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _not_dumpable() -> None:
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
