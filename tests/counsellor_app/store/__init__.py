"""Tests of the store: laws first, on real files and real replicas."""
