"""Documents on paper: tagged, A4, their letters inside, nothing fetched."""

import logging
import sys
from importlib import import_module
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from clinics.documents import NoPdf, render_pdf
from clinics.documents.rendering import known_files
from ui.checks import has_pango


NEEDS_PANGO = pytest.mark.skipif(not has_pango(), reason="Pango is missing on this machine")
LETTERS = "Әә Ғғ Ққ Ңң Өө Ұұ Үү Һһ Ӣӣ Ҷҷ Çç Žž Oʻ"
A4 = (595, 842)  # points


@pytest.fixture
def template(settings, tmp_path: Path) -> str:
    """A document of one sentence, beside the real base."""
    folder = tmp_path / "clinics" / "documents"
    folder.mkdir(parents=True)
    (folder / "probe.html").write_text(
        "{% extends 'clinics/documents/base.html' %}"
        "{% block content %}<h1>{{ title }}</h1><p>{{ said }}</p>{% endblock %}",
        encoding="utf-8",
    )
    (first, *others) = settings.TEMPLATES
    settings.TEMPLATES = [{**first, "DIRS": [*first.get("DIRS", ()), str(tmp_path)]}, *others]
    return "probe.html"


@NEEDS_PANGO
def test_a_document_is_tagged_titled_and_a4(template):
    made = render_pdf(template, {"said": LETTERS}, language="ky", title="Probe")

    read = PdfReader(BytesIO(made))
    root = read.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert (root["/Lang"], read.metadata.title) == ("ky", "Probe")
    assert tuple(round(float(side)) for side in read.pages[0].mediabox[2:]) == A4
    assert LETTERS.split() == read.pages[0].extract_text().split()[1 : 1 + len(LETTERS.split())]


@NEEDS_PANGO
def test_the_letters_are_inside(template):
    made = render_pdf(template, {"said": LETTERS}, language="en", title="Probe")

    fonts = PdfReader(BytesIO(made)).pages[0]["/Resources"]["/Font"].values()
    described = [
        font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"] for font in fonts
    ]
    assert described
    assert all({"/FontFile2", "/FontFile3"} & set(each.get_object()) for each in described)


@NEEDS_PANGO
def test_the_renderer_complains_of_nothing(template, caplog):
    with caplog.at_level(logging.WARNING, logger="weasyprint"):
        render_pdf(template, {"said": "x"}, language="ru", title="Probe")

    assert [each.message for each in caplog.records if each.levelno >= logging.WARNING] == []


@NEEDS_PANGO
def test_a_document_may_load_its_own_files_only():
    fetching = import_module("ui.own_files")
    fetcher = fetching.OwnFiles(known_files())

    assert fetcher.fetch("umit:NotoSans-Bold.ttf").content_type == "font/ttf"
    for address in ("file:///etc/hostname", "https://example.org/a.css"):
        with pytest.raises(fetching.FatalURLFetchingError):
            fetcher.fetch(address)


def test_a_machine_without_pango_is_told_what_to_install(template, monkeypatch):
    class Missing:
        """An import that fails as WeasyPrint's does."""

        def find_spec(self, name, path=None, target=None):
            if name == "weasyprint":
                raise OSError("cannot load library 'libpango-1.0-0'")

    for name in [each for each in sys.modules if each.startswith("weasyprint")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr("sys.meta_path", [Missing(), *sys.meta_path])

    with pytest.raises(NoPdf, match="apt-get install libpango"):
        render_pdf(template, {"said": "x"}, language="en", title="Probe")
