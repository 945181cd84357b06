"""People, papers and safety of a case: the parts of a case page about them. A room of the window, not a feature.

``state`` decides what rows and forms say and knows no Qt; ``desk`` reads and saves; the rest shows.
"""
