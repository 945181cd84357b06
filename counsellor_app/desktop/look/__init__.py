"""The look: colours, type, icons, and the small widgets every room of the app is furnished with.

Owns: the token table and what is made of it (palette, stylesheet, fonts, icons), the painting of list
rows, and reusable widgets that know nothing of the work.

Must not: know a case, a note or a person; read the store; import from another desktop feature. Every
word shown to somebody comes, already translated, from the caller.
"""
