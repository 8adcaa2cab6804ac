"""Published data sets under other licences, which stand beside the checkout where there are any.

A test that reads one is marked `published`; where there are none it is left out of the run, as the
first lines of the report say.
"""

from pathlib import Path


FOLDER = Path(__file__).resolve().parents[2] / "shared" / "data"


def published(*parts: str) -> Path:
    """A published file."""
    return FOLDER.joinpath(*parts)
