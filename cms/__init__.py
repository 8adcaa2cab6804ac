"""The public site and its editing. Never reaches a treatment record."""
