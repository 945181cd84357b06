"""What leaves the app as a file or a table: pure writers over what queries found. Knows no store and no screen."""
