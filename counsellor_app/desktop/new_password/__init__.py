"""Choosing a new password: typed twice, or a passphrase made by the app; used by first run, recovery and settings.

A room of the window, not a feature. Must not keep a password after it was taken.
"""
