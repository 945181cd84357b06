"""The program as people and scripts use it: real files, a real office on loopback."""
