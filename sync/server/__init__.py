"""The central office: numbers, stores and hands out sealed envelopes, and decides who may ask for which.

Owns its database and its HTTP interface. It is blind: it must not import the code that opens or merges envelopes
(``sync.sealing``, ``sync.merge``, ``sync.client``), keep content in a log, or change an envelope it has accepted.
"""
