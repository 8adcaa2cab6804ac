"""Wiring: settings, doors, URLs. Imported by nobody but tests."""
