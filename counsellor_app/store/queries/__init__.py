"""Reading: what screens and commands are shown, composed from the projection. Writes nothing."""
