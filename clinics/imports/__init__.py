"""Importers: what the tables of one source mean in a treatment record."""
