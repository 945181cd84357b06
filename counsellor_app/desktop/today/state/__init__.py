"""What Today decides, without Qt."""
