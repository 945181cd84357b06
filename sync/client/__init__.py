"""The street from a replica to the office: rounds, HTTP, opening of pages, membership acts.

Owns the order in which things are sent and fetched; must not keep state of its own, and knows nothing of the app.
"""
