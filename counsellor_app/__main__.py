"""``python -m counsellor_app``: the window, or with ``--self-test`` a check of this installation.

One instance works on a profile at a time; the window holds it. Commands for scripts are in :mod:`counsellor_app.cli`.
"""

import argparse
import sys
from pathlib import Path

from counsellor_app.bootstrap import FAILED, open_window, self_test, start_process, use_profile
from counsellor_app.domain.errors import ActionableError
from sync.wording import _


def main() -> int:
    """Open the window on the profile asked for; returns the exit code."""
    start_process()
    parser = argparse.ArgumentParser(prog="counsellor")
    parser.add_argument("--profile", type=Path, help=_("Folder of the work; else the usual."))
    parser.add_argument("--self-test", action="store_true", help=_("Check this installation and leave."))
    asked = parser.parse_args()
    if asked.self_test:
        return 0 if self_test(print) else FAILED
    try:
        return open_window(use_profile(asked.profile))
    except ActionableError as error:
        print(f"{error.title}\n{error.advice}", file=sys.stderr)
        return FAILED


if __name__ == "__main__":
    sys.exit(main())
