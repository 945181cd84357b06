"""What the screen of outreach lists. No Qt."""
