"""How this device likes to work: language, colours, locking, its name, the password and the recovery key.

Must not: keep anything of the work itself.
"""
