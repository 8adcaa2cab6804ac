"""Published data sets under other licences, which stand beside the checkout where there are any."""

from pathlib import Path

import pytest


FOLDER = Path(__file__).resolve().parents[4] / "shared" / "data"


def published(*parts: str) -> Path:
    """A published file; the test is skipped where it is not there."""
    path = FOLDER.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"{path.name} is not shipped with the product")
    return path
