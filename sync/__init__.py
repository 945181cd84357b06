"""The sync module: how records of many devices become one office, over a server that can read none of them.

The protocol on one page
------------------------
* Every change of a record is one *envelope*: sealed (ChaCha20-Poly1305), signed (Ed25519), kept verbatim for ever
  in the log of each replica that may read it. Layout: :mod:`sync.protocol.envelope`.
* Envelopes belong to a *stream* (a case, a team's shared work, the office library). A stream has *epochs*, each with
  one key; a public *keyring* envelope names the *principals* (persons, teams) that may read an epoch, and the key is
  HPKE-wrapped to each of them beside it.
* Who is who stands in the *directory*: a public chain of signed records, the only source of public keys.
* Merging is set union. A field's value is a pure function of the set of its changes (a multi-value register): heads
  are the changes no other change replaces; more than one head is a conflict and is shown. :mod:`sync.merge`.
* The server numbers envelopes per *shard* under a lock. A client's cursor is that number: a sync with nothing new is
  one request. Absence deletes nothing, ever.
* A device never uses a sequence number twice; each envelope names the hash of the device's previous one in the
  stream, what it had seen of others, and the directory head it knew: dropped, replayed and forked history shows.

Attack model
------------
The server can be seized, bought, restored from an old tape or run by an enemy: it can still read nothing, forge
nothing, re-attribute nothing and lose nothing that a client still holds. It can refuse service, and it sees who syncs
when, who may read which stream, sizes in buckets, and counts. A colleague holds no key to other caseloads. A stolen,
locked laptop gives nothing readable. Not protected: what is on the screen, malware in an unlocked session.

This package knows nothing of the app: records are kinds, fields and values to it.
"""
