"""Merging: a field's value is a pure function of the set of its changes.

Owns the multi-value register; must not know records, rows, clocks of this machine, or where changes come from.
"""
