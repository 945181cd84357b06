"""Versions of what travels, each with the story of why it exists."""

PROTOCOL_VERSION = 1
"""1: first version: envelopes CWE1, public keyrings and directory, feed by shard number."""

BODY_GENERATION = 1
"""1: ops create, set, remove; change ids derived from (device, sequence, op index)."""

LABEL = b"counsellor/v1/"
"""Prefix of every key derivation and signature; frozen with the first envelope ever written."""
