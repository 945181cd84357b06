"""When the program itself is wrong: what is kept of it, and the one line the person is told.

A report holds types of exceptions and places in program files, nothing else: messages, values and paths may hold what
somebody wrote.
"""

import json
import os
import platform
import secrets
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from counsellor_app.settings import write_private

MOST_REPORTS = 20
_MOST_FRAMES = 60
_PROGRAM = Path(__file__).resolve().parent.parent
Hook = Callable[[type[BaseException], BaseException, TracebackType | None], None]


def describe(error: BaseException) -> list[dict[str, object]]:
    """Return types and places of *error* and of what caused it, innermost cause last."""
    chain: list[dict[str, object]] = []
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        frames = [
            f"{_place(frame.f_code.co_filename)}:{line} {frame.f_code.co_name}"
            for frame, line in traceback.walk_tb(link.__traceback__)
        ]
        chain.append({"type": type(link).__qualname__, "frames": frames[-_MOST_FRAMES:]})
        link = link.__cause__ or link.__context__
    return chain


def write_report(error: BaseException, folder: Path, where: str) -> Path | None:
    """Write a report of *error* into *folder*, keeping the newest 20; return its file, None when that is impossible."""
    document = {
        "at": int(time.time()),
        "where": where,
        "python": platform.python_version(),
        "system": platform.system(),
        "errors": describe(error),
    }
    file = folder / f"crash-{int(time.time())}-{secrets.token_hex(3)}.json"
    try:
        write_private(file, json.dumps(document, indent=1).encode("ascii", "backslashreplace"))
        others = [kept for kept in folder.glob("crash-*.json") if kept != file]
        others.sort(key=lambda kept: (kept.stat().st_mtime_ns, kept.name), reverse=True)
        for old in others[MOST_REPORTS - 1 :]:
            old.unlink()
    except OSError:
        return None
    return file


def _place(file: str) -> str:
    """Return a file's path within the program, else its bare name: a home folder's name is a person's."""
    path = Path(file)
    if path.is_relative_to(_PROGRAM) and "site-packages" not in path.parts:
        return path.relative_to(_PROGRAM).as_posix()
    return os.path.basename(file)
