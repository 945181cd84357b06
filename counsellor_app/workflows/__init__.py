"""What people do: one function per verb, the session first. Rules come from ``domain``, records from ``store``.

Must not: know Qt, run SQL, or print. Every verb raises ActionableError for what a person can act on; anything else is a
bug. A verb changes everything it changes in one transaction, or nothing.
"""
