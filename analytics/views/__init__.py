"""Screens of figures: national ones at the ministry door, a clinic's own at the work door."""
