"""The line at the bottom of the window: the state of the work, always true.

Must not: say that everything is at the office unless the office acknowledged each entry.
"""
