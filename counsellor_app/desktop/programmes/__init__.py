"""The office's programmes: which there are, their texts, and an editor that says on which line what is wrong."""
