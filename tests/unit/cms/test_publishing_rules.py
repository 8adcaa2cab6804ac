"""What keeps a page from going live; a draft may be anything."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from wagtail.blocks import StreamBlockValidationError, StructBlockValidationError

from cms.blocks.text import Lines, Pair, Statistic, Table, Text
from cms.drawings import DRAWINGS, drawing
from cms.fields import ManyOf
from cms.models import ArticlePage, EventPage, GlossaryPage, StoryPage, SubstancePage
from cms.vocabulary import Drawing
from tests.factories.kernel import editor, ngo


def body(*kinds: str) -> list[tuple]:
    return [(kind, None if kind == "help_now" else "Nights") for kind in kinds]


@pytest.mark.parametrize("audience", ["young_people", "parents"])
def test_a_page_for_young_people_or_parents_needs_the_ways_to_help(
    article: ArticlePage, audience: str
):
    article.audience, article.body = [audience], body("heading")
    with pytest.raises(ValidationError, match="Help now"):
        article.full_clean()

    article.body = body("heading", "help_now")
    article.full_clean()


@pytest.mark.parametrize(
    ("field", "value"),
    [("body", []), ("review_by", None), ("search_description", ""), ("slug", "ночь")],
)
def test_a_page_needs_text_check_description_and_a_latin_address(
    article: ArticlePage, field: str, value: object
):
    setattr(article, field, value)

    with pytest.raises(ValidationError) as refusal:
        article.full_clean()

    assert field in refusal.value.message_dict


def test_the_office_asks_only_when_a_draft_is_sent_to_review(article: ArticlePage):
    form_class = article.get_edit_handler().get_form_class()
    data = {"title": "T", "slug": "t", "lead": "L", "body-count": "0", "sources-count": "0",
            "audience": ["parents"], "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0",
            "byline": "", "topics": []}  # fmt: skip

    draft = form_class(data, instance=article, for_user=editor(at=ngo()))
    draft.defer_required_fields()
    sent = form_class(data, instance=article, for_user=editor(at=ngo()))

    assert draft.is_valid(), draft.errors
    assert {"body", "review_by", "search_description"} <= set(sent.errors)


def test_a_story_needs_a_signature_and_stays_out_of_schools(site: None):
    story = StoryPage.objects.first()
    story.is_consent_signed, story.consent_on, story.audience = False, None, ["teachers"]

    with pytest.raises(ValidationError) as refusal:
        story.full_clean()

    assert {"is_consent_signed", "consent_on", "audience"} <= set(refusal.value.message_dict)


@pytest.mark.parametrize("missing", ["source", "population", "year", "unit", "value"])
def test_a_number_without_its_source_is_refused(missing: str):
    value = {"value": "9", "unit": "u", "population": "p", "year": "2025", "source": "s"}

    with pytest.raises(StructBlockValidationError):
        Statistic().clean({**value, missing: ""})


def test_a_table_has_whole_rows():
    block = Table()
    raw = {"caption": "C", "head": ["a", "b"], "rows": [["1"]]}

    with pytest.raises(StructBlockValidationError):
        block.clean(block.to_python(raw))


def test_a_drawing_needs_words():
    block = Text()
    raw = [{"type": "drawing", "value": {"name": "sleep", "alt": ""}}]

    with pytest.raises(StreamBlockValidationError):
        block.clean(block.to_python(raw))


def test_do_and_do_not_stand_side_by_side():
    block = Pair()
    html = block.render(block.to_python({"do": ["stay", "call"], "dont": ["<leave>", "wait"]}))

    assert html.count("<li>") == 4
    assert "&lt;leave&gt;" in html


@pytest.mark.parametrize("name", Drawing.values)
def test_a_drawing_is_small_and_takes_the_pages_colours(name: str):
    svg = drawing(name)

    assert len(svg.encode()) < 6 * 1024
    assert "aria-hidden" in svg
    assert not any(word in svg for word in ("<script", "style=", " id=", "http://www.w3.org/1999"))


def test_every_drawing_can_be_chosen():
    assert {path.stem for path in DRAWINGS.glob("*.svg")} == set(Drawing.values)


def test_words_that_are_not_in_the_list_are_refused():
    field = ManyOf(options=Drawing)

    field.validate(["sleep"], None)
    with pytest.raises(ValidationError, match="Choose from"):
        field.validate(["cats"], None)


def test_streams_leave_their_blocks_out_of_migrations():
    field = SubstancePage._meta.get_field("also_known")

    _name, path, args, kwargs = field.deconstruct()

    assert (path, args, "block_lookup" in kwargs) == ("cms.fields.Stream", [], False)
    assert isinstance(field.stream_block, Lines)


def test_first_aid_follows_the_opening_and_the_ways_on_come_last():
    page = SubstancePage()
    page.body = [("paragraph", "a"), ("heading", "H"), ("paragraph", "b"), ("help_now", None)]

    kinds = [[part.block.block_type for part in parts]
             for parts in (page.opening, page.middle, page.closing)]  # fmt: skip

    assert kinds == [["paragraph"], ["heading", "paragraph"], ["help_now"]]


def test_no_level_of_heading_is_left_out():
    page = ArticlePage()
    page.body = [("subheading", "A"), ("heading", "B"), ("subheading", "C")]

    assert [part.level for part in page.parts] == [2, 2, 3]


def test_words_stand_by_the_alphabet(site: None):
    glossary = GlossaryPage.objects.get(locale__language_code="en")

    assert [term["term"] for term in glossary.sorted_terms] == ["Agonist", "Naloxone"]


def test_an_event_is_over_after_its_end(site: None):
    event = EventPage.objects.first()
    before = event.is_over
    event.starts_at = event.starts_at.replace(year=2020)

    assert (before, event.is_over) == (False, True)


def test_a_link_to_a_draft_leads_nowhere(site: None):
    page = ArticlePage.objects.get(slug="overdose", locale__language_code="en")
    paragraph = next(block for block in page.body if block.block_type == "paragraph")
    before = str(paragraph.value)
    SubstancePage.objects.get(locale__language_code="en").unpublish()

    after = str(paragraph.value)

    assert 'href="/substances/opioids/"' in before
    assert "/substances/opioids/" not in after
    assert 'href="/help/"' in after


def test_a_check_that_was_made_is_dated(article: ArticlePage):
    article.checked_on = date(2026, 1, 1)

    article.full_clean()
