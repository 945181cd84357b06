"""Entries by time, newest first: the rows, the model and the delegate that the case page and the review both show.

A room of the window, not a feature: it knows how an entry looks, never what is done with it.
"""
