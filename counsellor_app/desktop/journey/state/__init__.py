"""What the journey says and asks, as plain values. No Qt."""
