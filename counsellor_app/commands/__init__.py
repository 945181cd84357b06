"""The commands of ``counsellor``: each module holds the verbs of one area and calls the workflows.

Must not: open the store itself, decide rights, or print anything but what was asked for on stdout.
"""
