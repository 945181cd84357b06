"""The words and rules of the work: frozen dataclasses and pure functions. No I/O, no framework."""
