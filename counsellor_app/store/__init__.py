"""The encrypted SQLite file: the log (truth), the projection rebuilt from it, the search index, drafts and keys.

One door for changes of records (``records.py``); rows never leave this folder. It must not know people's verbs
(``workflows``), windows, or the network.
"""
