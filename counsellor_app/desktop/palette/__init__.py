"""The palette: people, notes, screens and commands in one box. Names first, notes after; stale answers dropped."""
