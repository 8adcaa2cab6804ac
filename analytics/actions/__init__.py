"""Compiling and storing releases."""
