"""Dates in Russian: 21.11.2026, and 21 ноября."""

DATE_FORMAT = "j E Y"
SHORT_DATE_FORMAT = "d.m.Y"
MONTH_DAY_FORMAT = "j E"
