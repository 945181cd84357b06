"""The note as one writes it: head, text, the line that says what is saved, and the desk that drafts come to and leave.

A room of the window, not a feature: the pages on which notes are written (case, today, consultation hour) share it.
"""
