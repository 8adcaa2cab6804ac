"""Leaflets on paper: printed when published, tagged, their letters inside, handed out as files."""

import logging
import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from pypdf import PdfReader
from wagtail.rich_text import RichText

from cms.leaflets import print_by_id, print_leaflet
from cms.models import LeafletPage
from ui.checks import has_pango


pytestmark = pytest.mark.skipif(not has_pango(), reason="Pango is missing on this machine")

LETTERS = "Әә Ғғ Ққ Ңң Өө Ұұ Үү Һһ Іі Ӣӣ Ӯӯ Ҳҳ Ҷҷ Ää Žž Ňň Şş Ýý oʻ gʻ"
"""Reference 7.13."""
A4, A6 = (595, 842), (298, 420)
BODY = [
    ("heading", "Every letter"),
    ("paragraph", RichText(f'<p>{LETTERS}</p><p><a href="https://example.org/">Away</a></p>')),
    ("subheading", "Smaller"),
    ("note", {"tone": "urgent", "title": "Danger", "text": RichText("<p>Noted.</p>")}),
    ("steps", [{"title": "First", "text": "Look."}]),
    ("pair", {"do": ["stay", "call"], "dont": ["leave", "wait"]}),
    ("accordion", [{"title": "Folded", "text": RichText("<p>Unfolded.</p>")}]),
    ("quiz", [{"question": "Hidden?", "answer": RichText("<p>Yes.</p>")}]),
    ("statistic", {"value": "7", "unit": "in ten", "population": "adults", "year": "2020",
                   "source": "A register"}),
    ("quote", {"text": "It helped.", "attribution": "A mother"}),
    ("table", {"caption": "Signs", "head": ["Sign", "Act"], "rows": [["Cold", "Warm"]]}),
    ("help_now", None),
]  # fmt: skip


@pytest.fixture(autouse=True)
def _media(settings: object, tmp_path: Path) -> None:
    """Papers of this test's own."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def leaflet() -> LeafletPage:
    """The English leaflet, with a block of every kind."""
    page = LeafletPage.objects.get(locale__language_code="en")
    page.body = BODY
    page.save_revision().publish()
    return LeafletPage.objects.get(pk=page.pk)


def test_a_leaflet_is_tagged_whole_and_leads_to_its_page(leaflet: LeafletPage, settings: object):
    settings.PUBLIC_URL = "https://www.example.org"

    read = PdfReader(BytesIO(print_leaflet(leaflet).read_bytes()))
    text = " ".join(page.extract_text() for page in read.pages)
    root = read.trailer["/Root"]

    assert root["/MarkInfo"]["/Marked"]
    assert (root["/Lang"], read.metadata.title) == ("en", leaflet.title)
    assert tuple(round(float(side)) for side in read.pages[0].mediabox[2:]) == A4
    assert "https://www.example.org/parents/naloxone-leaflet/" in text
    assert str(leaflet.review_by.year) in text
    for words in ("Noted.", "Look.", "stay", "Unfolded.", "in ten", "It helped.", "Warm", "103"):
        assert words in text, words
    assert "Hidden?" not in text


def test_the_same_text_stands_on_pages_of_a6(client: Client, leaflet: LeafletPage):
    print_leaflet(leaflet)

    folded = client.get("/leaflets/a6/naloxone-leaflet.pdf")
    read = PdfReader(BytesIO(b"".join(folded.streaming_content)))
    text = " ".join(page.extract_text() for page in read.pages)

    assert tuple(round(float(side)) for side in read.pages[0].mediabox[2:]) == A6
    assert read.trailer["/Root"]["/MarkInfo"]["/Marked"]
    for words in ("Noted.", "Look.", "stay", "Unfolded.", "in ten", "It helped.", "Warm", "103"):
        assert words in text, words
    assert "/leaflets/a6/naloxone-leaflet.pdf" in client.get("/parents/naloxone-leaflet/").text


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="poppler's programs are missing")
def test_every_letter_of_the_region_is_inside(leaflet: LeafletPage):
    paper = print_leaflet(leaflet)

    text = subprocess.run(  # noqa: S603 - our own file
        ["pdftotext", "-layout", str(paper), "-"],  # noqa: S607
        capture_output=True, check=True,
    ).stdout.decode()  # fmt: skip
    fonts = subprocess.run(  # noqa: S603
        ["pdffonts", str(paper)],  # noqa: S607
        capture_output=True, check=True,
    ).stdout.decode().splitlines()[2:]  # fmt: skip

    assert LETTERS in text
    assert fonts
    assert all(line.split()[-5:-3] == ["yes", "yes"] for line in fonts), fonts


def test_the_renderer_complains_of_nothing(leaflet: LeafletPage, caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.WARNING, logger="weasyprint"):
        print_leaflet(leaflet)

    assert [it.message for it in caplog.records if it.name.startswith("weasyprint")] == []


def test_publishing_prints_and_the_paper_is_handed_out(
    client: Client, leaflet: LeafletPage, django_capture_on_commit_callbacks: object
):
    before = client.get("/leaflets/naloxone-leaflet.pdf")
    with django_capture_on_commit_callbacks(execute=True):
        leaflet.save_revision().publish()

    response = client.get("/leaflets/naloxone-leaflet.pdf")
    page = client.get("/parents/naloxone-leaflet/").text

    assert before.status_code == 404
    assert response.headers["Content-Type"] == "application/pdf"
    assert b"".join(response.streaming_content).startswith(b"%PDF")
    assert 'href="/leaflets/naloxone-leaflet.pdf"' in page
    assert not response.cookies


def test_a_new_text_replaces_the_paper(leaflet: LeafletPage):
    first = print_leaflet(leaflet)
    leaflet.save_revision().publish()

    second = print_leaflet(LeafletPage.objects.get(pk=leaflet.pk))

    assert first != second
    assert not first.exists()
    assert second.exists()


def test_the_command_prints_what_is_missing(leaflet: LeafletPage, capsys: pytest.CaptureFixture):
    call_command("print_leaflets")
    first = capsys.readouterr().out
    call_command("print_leaflets")
    second = capsys.readouterr().out
    call_command("print_leaflets", "--again")

    assert first.count("Printed: ") == 2
    assert second == ""
    assert capsys.readouterr().out.count("Printed: ") == 2


def test_a_leaflet_that_was_taken_back_is_neither_printed_nor_handed_out(
    client: Client, leaflet: LeafletPage
):
    print_leaflet(leaflet)
    leaflet.unpublish()

    assert print_by_id(leaflet.pk) is None
    assert client.get("/leaflets/naloxone-leaflet.pdf").status_code == 404
    assert client.get("/leaflets/a6/naloxone-leaflet.pdf").status_code == 404
    assert client.get("/leaflets/no-such.pdf").status_code == 404
