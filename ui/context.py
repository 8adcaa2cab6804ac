"""What every page's frame needs to know."""

from django.conf import settings
from django.http import HttpRequest


def house(request: HttpRequest) -> dict:
    """The door, the languages and whether this is a demonstration."""
    return {
        "door": getattr(request, "door", settings.SURFACE),
        "surface": settings.SURFACE,
        "demo": settings.DEMO,
        "interface_languages": [
            pair for pair in settings.LANGUAGES if pair[0] in settings.INTERFACE_LANGUAGES
        ],
    }
