"""The people of the annual report over 2007, under invented names, as complete cases: told by verbs and at windows."""
