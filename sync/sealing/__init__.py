"""Keys and what they close: device and principal keys, wraps, stream epochs, sealed envelopes, sealed names.

Must not know the directory's rules, keep state, or be imported by the office (``sync.server``).
"""
