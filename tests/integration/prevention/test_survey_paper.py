"""The questionnaire on paper: tagged, nothing of school or group, the code on its own sheet."""

import sys
from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from prevention.models import QuestionnaireItem
from tests.factories.prevention import make_service
from ui.checks import has_pango


@pytest.fixture
def printed(room, door):
    if not has_pango():
        pytest.skip("Pango is missing on this machine")
    make_service(room.organisation, kind="hotline", phones="0312 11 22 33")
    QuestionnaireItem.objects.filter(number=3).update(kind="number", options=[])
    answer = door.get(reverse("work:prevention-wave-paper", args=[room.wave.uid]))
    assert answer["Content-Type"] == "application/pdf"
    return PdfReader(BytesIO(answer.content))


def test_the_paper_is_tagged_and_tells_nothing_of_the_group(room, printed):
    pages = [page.extract_text() for page in printed.pages]
    whole = "".join(pages)

    assert printed.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert printed.trailer["/Root"]["/Lang"] == "ru"
    for word in (room.site.name, room.cohort.label, room.implementation.title,
                 room.organisation.name):  # fmt: skip
        assert word not in whole
        assert word not in str(printed.metadata)
    assert "Test question 1" in pages[1]
    assert "Test question 1" not in pages[0]
    assert "Test question 1" not in pages[-1]


def test_the_code_begins_a_sheet_of_its_own_with_help_on_it(printed):
    pages = [page.extract_text() for page in printed.pages]

    (place,) = [number for number, text in enumerate(pages) if "01" in text and "31" in text]
    assert place % 2 == 0, "an odd page: printed on both sides it is still another sheet"
    assert "0312 11 22 33" in pages[place]
    assert "0312 11 22 33" in pages[0]


def test_a_machine_without_pango_says_so_on_the_page_of_the_wave(room, door, monkeypatch):
    class Missing:
        """An import that fails as WeasyPrint's does."""

        def find_spec(self, name, path=None, target=None):
            if name == "weasyprint":
                raise OSError("cannot load library 'libpango-1.0-0'")

    for name in [each for each in sys.modules if each.startswith("weasyprint")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr("sys.meta_path", [Missing(), *sys.meta_path])

    answer = door.get(reverse("work:prevention-wave-paper", args=[room.wave.uid]), follow=True)

    assert answer.redirect_chain[-1][0] == reverse("work:prevention-wave", args=[room.wave.uid])
    assert "Pango is missing" in answer.content.decode()
