"""What the parts about people, papers and safety say: rows and forms as plain values. No Qt."""
