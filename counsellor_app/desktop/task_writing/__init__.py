"""Tasks as one writes and settles them, wherever that is: the form of a new one, the bar of a case, acts with undo.

A room of the window, not a feature: Today and the case page share it.
"""
