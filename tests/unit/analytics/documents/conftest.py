"""The same invented release for all tests of its files; the report is made once."""

import pytest

from analytics.charts import draw
from analytics.contents import Contents
from analytics.documents import render
from tests.factories.contents import sample_contents
from ui.checks import has_pango


NEEDS_PANGO = "Pango is missing: no PDF can be made on this machine"


@pytest.fixture(scope="session")
def contents() -> Contents:
    return sample_contents()


@pytest.fixture(scope="session")
def pango() -> None:
    """Skips where the machine cannot make a PDF."""
    if not has_pango():
        pytest.skip(NEEDS_PANGO)


@pytest.fixture(scope="session")
def charts(contents: Contents) -> dict[str, str]:
    return draw(contents, language="en")


@pytest.fixture(scope="session")
def report(contents: Contents, charts: dict[str, str], pango: None) -> bytes:
    """The report of the invented release in English."""
    return render(contents, language="en", formats=["pdf"], charts=charts)[0].content
