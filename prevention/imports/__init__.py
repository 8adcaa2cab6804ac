"""Bringing data from files into prevention's tables."""
