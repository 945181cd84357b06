"""One case: its head, the note editor, the timeline, the person's and the case's fields, the history.

The note editor is the heart of the product. ``state`` decides what is saved when and what may be said of it; nothing
typed is ever lost, and nothing is said to be saved before it is.
"""
