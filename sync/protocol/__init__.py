"""What both ends of the wire agree on: byte layouts, bodies, the interface of the office.

Owns formats and their strict reading; must not open a sealed envelope, keep state, or know the app.
"""
