"""Tests. TESTING.md says how they are run and where a new one goes."""
