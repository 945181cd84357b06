"""The administrator's page: people, devices and teams of the office; inviting, admitting, revoking.

Must not: promise that revoking takes back what a device already holds.
"""
