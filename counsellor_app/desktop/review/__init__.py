"""The supervisor's review: conflicts side by side, what is new since the last mark, questions and their answers."""
