"""Counting: additive tables of counts and set hashes."""
