"""Keys at rest and in memory: who may open this device's work, the device's own keys, and backups.

Owns the vault file and its slots, throttled tries, the profile's lock and permissions, hardening of the process.
Must not know what the keys protect: no database, no records, no Qt.
"""
