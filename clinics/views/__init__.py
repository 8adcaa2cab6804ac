"""Screens of the work door: each loads through a selector and calls one action."""
