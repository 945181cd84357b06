"""Consultation hours and information sessions: which there are, the queue of one, and the talk that is being held.

Everything is done by keys alone. Must not keep a word of its own: notes are written on the desk that all pages share.
"""
