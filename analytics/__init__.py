"""Figures by gender, disclosure control, releases and the ministry portal. Sees facts only."""
