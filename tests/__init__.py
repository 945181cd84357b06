"""Tests, mirroring the packages; ``end_to_end`` plays the whole way. Real parts; laws before cases."""
