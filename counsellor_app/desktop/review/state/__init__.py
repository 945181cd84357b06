"""What the review decides, without Qt: which cases wait, in which order, and how a conflict is settled."""
