"""The page behind the status line: what waits and why, rounds of sync, checking, rebuilding, backup.

Must not: treat being offline as an error.
"""
