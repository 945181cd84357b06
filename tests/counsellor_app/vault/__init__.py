"""Tests of the vault: laws first."""
