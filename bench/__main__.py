"""``python -m bench``: see :mod:`bench.program`. Worker processes load this file again, so it loads nothing itself."""

import importlib
import sys

if __name__ == "__main__":
    sys.exit(importlib.import_module("bench.program").main())
