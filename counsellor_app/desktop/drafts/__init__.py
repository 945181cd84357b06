"""What is being written and not signed or sent yet: kept on this device within two seconds, whatever happens.

Notes, amendments, questions, answers and reasons are all kept the same way. A room of the window, not a feature: it
knows how to keep what is typed, not where it is typed.
"""
