"""Staying in treatment: Kaplan-Meier, log-rank, medians."""
