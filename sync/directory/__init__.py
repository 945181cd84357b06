"""Who is who: the signed chain of records, who may sign which, invitations and join requests.

The only source of public keys. Pure: no files, no network, no private key is kept. Must not import what seals.
"""
