"""What the machine must bring that no package can: Pango, for PDFs."""

import ctypes
import ctypes.util
from collections.abc import Sequence

from django.apps import AppConfig
from django.core.checks import CheckMessage, Warning  # noqa: A004 - Django's name


LIBRARY = "libpango-1.0.so.0"
PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


def has_pango() -> bool:
    """Whether WeasyPrint will find Pango; it fails at import otherwise."""
    try:
        ctypes.CDLL(ctypes.util.find_library("pango-1.0") or LIBRARY)
    except OSError:
        return False
    return True


def check_pango(app_configs: Sequence[AppConfig] | None, **kwargs: object) -> list[CheckMessage]:
    """Say how PDFs are made possible; everything else works without."""
    if has_pango():
        return []
    return [
        Warning(
            "Pango is missing: PDFs cannot be made. All else works.",
            hint=f"apt-get install {PACKAGES}",
            id="ui.W001",
        )
    ]
