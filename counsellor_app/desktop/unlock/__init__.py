"""The lock screen: password or recovery key, and how many entries wait. No name, no content.

Must not: keep a password longer than one try, or run the key derivation on the GUI thread.
"""
