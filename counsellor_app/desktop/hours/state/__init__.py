"""What the screen of hours shows and does next. No Qt."""
