"""Dates as people here write them; Django's own formats fill in the rest."""
