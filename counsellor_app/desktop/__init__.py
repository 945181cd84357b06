"""The window: the only package that knows Qt. A folder per feature: ``state.py`` decides (no Qt), ``view.py`` shows.

Owns what a person sees and types: unlocking, first run, the window with its rail and status line, and the features in
it. Three threads, no more: this one, the store's, the network's.

Must not: run SQL, open keys, or know rows; everything goes through ``workflows`` on the store thread. Features do not
know each other; ``window`` composes them.
"""
