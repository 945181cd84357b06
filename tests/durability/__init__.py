"""What happens when a process dies, a disk refuses or fills up, two start at once; and what may be read on any disk."""
