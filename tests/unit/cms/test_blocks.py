"""Each block says what an editor entered, escaped, in the design's look."""

import gc
import warnings
from collections.abc import Iterator

import pytest
from django.core.exceptions import ValidationError
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.rich_text import RichText

from cms.blocks.sections import Section
from cms.blocks.text import ImageWithText, Note, Quote, Sentence, Table, Text, Tone


@pytest.fixture
def picture(db: None) -> Iterator[Image]:
    with get_test_image_file() as file:
        image = Image.objects.create(title="A tulip", file=file)
    yield image
    image.file.close()
    for rendition in image.renditions.all():
        rendition.file.close()


@pytest.mark.parametrize(
    ("tone", "shown"), [(Tone.URGENT, "panel urgent"), (Tone.KEY, "panel key"), ("warn", "warn")]
)
def test_a_note_shows_its_tone(tone: str, shown: str):
    html = Note().render({"tone": tone, "title": "Call", "text": RichText("<p>Now</p>")})

    assert shown in html
    assert "<p>Now</p>" in html


def test_steps_are_an_ordered_list():
    block = Text().child_blocks["steps"]

    html = block.render(block.to_python([{"title": "Stay", "text": "<b>"}, {"title": "Call"}]))

    assert html.count("<li>") == 2
    assert "&lt;b&gt;" in html


def test_a_quote_names_who_says_it():
    html = Quote().render({"text": "I came back.", "attribution": "A patient"})

    assert "<blockquote>" in html
    assert "A patient" in html


def test_a_heading_inside_a_section_stands_under_the_sections_own():
    block = Text().child_blocks["heading"]

    assert block.render("First <aid>") == "<h3>First &lt;aid&gt;</h3>\n"


def test_a_picture_carries_its_words(picture: Image):
    with warnings.catch_warnings():  # Wagtail leaves the files of renditions for the collector
        warnings.simplefilter("ignore", ResourceWarning)
        html = ImageWithText().render({"image": picture, "alt": "A red tulip", "caption": "Spring"})
        gc.collect()

    assert 'alt="A red tulip"' in html
    assert "Spring" in html


def test_a_picture_without_words_is_refused(picture: Image):
    with pytest.raises(ValidationError):
        ImageWithText().clean({"image": picture, "alt": "", "caption": ""})


@pytest.mark.parametrize("anchor", ["Overdose", "first aid", "передозировка", '"><script>'])
def test_an_address_on_the_page_is_plain(anchor: str):
    with pytest.raises(ValidationError):
        Section().child_blocks["anchor"].clean(anchor)


def table(columns: int) -> str:
    """A table of one row, as a page shows it."""
    head = [f"Head {number}" for number in range(columns)]
    return Table().render(
        {"caption": "What it shows", "head": head, "rows": [[f"<{it}>" for it in head]]}
    )


def test_a_table_of_few_columns_names_the_column_in_every_cell():
    html = table(4)

    assert '<td role="cell" data-label="Head 3">&lt;Head 3&gt;</td>' in html
    assert '<th scope="row" role="rowheader" data-label="Head 0">' in html
    assert html.count('role="columnheader"') == 4
    assert "tabindex" not in html


def test_a_wide_table_scrolls_and_says_so():
    html = table(5)

    assert 'role="region" aria-label="What it shows" tabindex="0"' in html
    assert "move it sideways" in html
    assert "data-label" not in html


def test_a_sentence_stays_one_line_and_is_shown_whole():
    block = Sentence(max_length=40)

    assert block.clean("Call an\n ambulance. ") == "Call an ambulance."
    assert block.field.widget.attrs["rows"] == 1
    with pytest.raises(ValidationError):
        block.clean("a" * 41)
