"""Where a line of a list leads: the first of several pages that this installation has."""

from typing import Any

from django.urls import NoReverseMatch, reverse


FALLBACK = "work:caseload"


def first_address(*pages: tuple[Any, ...]) -> str:
    """The address of the first page that exists; each is a name and what the address names."""
    for name, *subjects in pages:
        try:
            return reverse(name, args=subjects)
        except NoReverseMatch:
            continue
    return reverse(FALLBACK)


def draft_address(act: str, subject: str) -> str:
    """The form of which a draft was kept; empty when there is no such form any more."""
    try:
        return reverse(f"work:{act}", args=subject.split("/") if subject else [])
    except NoReverseMatch:
        return ""
