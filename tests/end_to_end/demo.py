"""``python -m tests.end_to_end.demo``: an office with people and a caseload, to use or to be played.

With a display it opens a counsellor's and a supervisor's window. Without one (or with ``--offscreen``) it plays the
main job through the real windows, saves pictures of it, prints what it did, and exits with 0. With ``--screens`` it
saves a picture of every screen in every look instead, for who looks at all of them.

Nothing is loaded here: every process that opens entries for a sync loads the module again that was started.
"""

import importlib
import sys

if __name__ == "__main__":
    sys.exit(importlib.import_module("tests.end_to_end.demo_whole").main())
