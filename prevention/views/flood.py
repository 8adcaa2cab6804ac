"""How much may come in under one link: a class at once, not a script. No address is kept."""

from django.core.cache import cache


A_MINUTE, A_DAY = 60, 24 * 60 * 60
MOST = ((A_MINUTE, 60), (A_DAY, 400))
"""Seconds, and how many questionnaires a link takes in that time."""


def is_flooded(key: str, *, now: float) -> bool:
    """Count one more under `key` at a moment in seconds; whether that is too many."""
    counted = [(_count(key, seconds, now), most) for seconds, most in MOST]
    return any(number > most for number, most in counted)


def _count(key: str, seconds: int, now: float) -> int:
    """The number in this window. One line a link and window is overwritten: no history is kept."""
    name, window = f"survey:{seconds}:{key}", int(now) // seconds
    began, before = cache.get(name) or (window, 0)
    counted: int = before + 1 if began == window else 1
    cache.set(name, (window, counted), timeout=seconds)
    return counted
