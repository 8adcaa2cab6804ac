"""Blocks of running text. Labels say what the reader gets, not what it looks like."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from cms.blocks import FEATURES
from cms.blocks.video import Video
from cms.drawings import drawing
from cms.vocabulary import Drawing


class Sentence(blocks.TextBlock):
    """A line that the form shows whole, also on a telephone, where a field shows five words."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"rows": 1} | kwargs)

    def clean(self, value: str) -> str:
        """Keep it one line."""
        return " ".join(super().clean(value).split())


class Tone(TextChoices):
    """How loud a note is. Only danger is red."""

    NEUTRAL = "neutral", _("Neutral")
    KEY = "key", _("Key facts")
    WARN = "warn", _("Take care")
    URGENT = "urgent", _("Danger to life")


TONE_CLASSES = {
    Tone.NEUTRAL: "",
    Tone.KEY: "key",
    Tone.WARN: "warn",
    Tone.URGENT: "urgent",
}


class ImageWithText(blocks.StructBlock):
    """A picture and what it shows, in words: readers without pictures miss nothing."""

    image = ImageChooserBlock(label=_("Picture"))
    alt = Sentence(
        max_length=250,
        label=_("What the picture shows"),
        help_text=_("For people who do not see it. Needed for every picture."),
    )
    caption = Sentence(required=False, max_length=250, label=_("Caption"))

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "cms/blocks/image.html"


class OwnDrawing(blocks.StructBlock):
    """One of our own drawings, which follow the reader's colours."""

    name = blocks.ChoiceBlock(choices=Drawing.choices, label=_("Drawing"))
    alt = Sentence(
        max_length=250,
        label=_("What the drawing shows"),
        help_text=_("For people who do not see it. Needed for every drawing."),
    )

    class Meta:
        icon = "image"
        label = _("Drawing")
        template = "cms/blocks/drawing.html"

    def get_context(self, value: dict, parent_context: dict | None = None) -> dict:
        """Add the drawing itself."""
        context = super().get_context(value, parent_context=parent_context)
        return {**context, "svg": drawing(value["name"])}


class Note(blocks.StructBlock):
    """A framed note."""

    tone = blocks.ChoiceBlock(choices=Tone.choices, default=Tone.NEUTRAL, label=_("Kind"))
    title = blocks.CharBlock(max_length=120, label=_("Title"))
    text = blocks.RichTextBlock(features=FEATURES, label=_("Text"))

    class Meta:
        icon = "info-circle"
        label = _("Note")
        template = "cms/blocks/note.html"

    def get_context(self, value: dict, parent_context: dict | None = None) -> dict:
        """Add the stylesheet's name for the tone."""
        context = super().get_context(value, parent_context=parent_context)
        return {**context, "tone_class": TONE_CLASSES[Tone(value["tone"])]}


class Step(blocks.StructBlock):
    """One thing to do."""

    title = blocks.CharBlock(max_length=120, label=_("What to do"))
    text = blocks.TextBlock(required=False, label=_("How"))


def _lines(label: Any) -> blocks.ListBlock:
    line = Sentence(max_length=250, label=_("Line"), help_text=_("Starts with a verb."))
    return blocks.ListBlock(line, min_num=2, max_num=7, label=label)


class Pair(blocks.StructBlock):
    """What to do beside what not to do."""

    do = _lines(_("Do"))
    dont = _lines(_("Do not"))

    class Meta:
        icon = "list-ul"
        label = _("Do and do not")
        template = "cms/blocks/pair.html"


class Fold(blocks.StructBlock):
    """A line that opens."""

    title = blocks.CharBlock(max_length=160, label=_("Title"))
    text = blocks.RichTextBlock(features=FEATURES, label=_("Text"))


class Question(blocks.StructBlock):
    """A question and its answer."""

    question = Sentence(max_length=250, label=_("Question"))
    answer = blocks.RichTextBlock(features=FEATURES, label=_("Answer"))

    class Meta:
        icon = "help"
        label = _("Question")


class Statistic(blocks.StructBlock):
    """One number that never stands without its source."""

    value = blocks.CharBlock(max_length=20, label=_("Figure"))
    unit = Sentence(max_length=250, label=_("What it counts"))
    population = blocks.CharBlock(max_length=160, label=_("Of whom"))
    year = blocks.CharBlock(max_length=20, label=_("Year"))
    source = Sentence(max_length=300, label=_("Source"))

    class Meta:
        icon = "order"
        label = _("Number with its source")
        template = "cms/blocks/statistic.html"


class Table(blocks.StructBlock):
    """A small table. The first cell of a row names the row."""

    caption = blocks.CharBlock(max_length=160, label=_("What the table shows"))
    head = blocks.ListBlock(blocks.CharBlock(max_length=80), min_num=2, label=_("Columns"))
    rows = blocks.ListBlock(
        blocks.ListBlock(blocks.CharBlock(required=False, max_length=300), label=_("Row")),
        min_num=1,
        label=_("Rows"),
    )

    class Meta:
        icon = "table"
        label = _("Table")
        template = "cms/blocks/table.html"

    def get_context(self, value: dict, parent_context: dict | None = None) -> dict:
        """Add each cell with the name of its column, for phones that show a row as a card."""
        context = super().get_context(value, parent_context=parent_context)
        head = list(value["head"])
        rows = [list(zip(head, row, strict=False)) for row in value["rows"]]
        return {**context, "rows": rows}

    def clean(self, value: dict) -> dict:
        """Refuse a row that has more or fewer cells than there are columns."""
        cleaned = super().clean(value)
        columns = len(cleaned["head"])
        if any(len(row) != columns for row in cleaned["rows"]):
            message = _("Give every row as many cells as there are columns.")
            raise blocks.StructBlockValidationError(non_block_errors=[message])
        return cleaned


class Quote(blocks.StructBlock):
    """Somebody's words, with consent."""

    text = blocks.TextBlock(label=_("Words"))
    attribution = blocks.CharBlock(
        max_length=120,
        label=_("Who says it"),
        help_text=_("A role is enough. A real name needs consent on file."),
    )

    class Meta:
        icon = "openquote"
        label = _("Quote")
        template = "cms/blocks/quote.html"


class HelpNow(blocks.StaticBlock):
    """The ways to help: the numbers are the home page's, so they are changed in one place."""

    class Meta:
        icon = "warning"
        label = _("Help now")
        admin_text = _("Shows the ambulance, the helpline and the way to services.")
        template = "cms/blocks/help_now.html"


class Text(blocks.StreamBlock):
    """Running text: what a page is made of."""

    heading = blocks.CharBlock(
        max_length=120, icon="title", label=_("Heading"), template="cms/blocks/heading.html"
    )
    subheading = blocks.CharBlock(
        max_length=120, icon="title", label=_("Smaller heading"), template="cms/blocks/heading.html"
    )
    paragraph = blocks.RichTextBlock(features=FEATURES, icon="pilcrow", label=_("Paragraph"))
    note = Note()
    steps = blocks.ListBlock(
        Step(), icon="list-ol", label=_("Steps"), template="cms/blocks/steps.html"
    )
    pair = Pair()
    accordion = blocks.ListBlock(
        Fold(), icon="list-ul", label=_("Lines that open"), template="cms/blocks/accordion.html"
    )
    quiz = blocks.ListBlock(
        Question(), icon="help", label=_("Quiz"), template="cms/blocks/quiz.html"
    )
    statistic = Statistic()
    table = Table()
    image = ImageWithText()
    drawing = OwnDrawing()
    video = Video()
    quote = Quote()
    help_now = HelpNow()
    related = blocks.ListBlock(
        blocks.PageChooserBlock(),
        icon="link",
        label=_("Read next"),
        template="cms/blocks/related.html",
    )


class Day(blocks.DateBlock):
    """A date that an untouched form gives back as it was.

    Wagtail's gives back text: every save beside it, also an approval, would count as a change of
    the page, and whoever changed a page may not approve it.
    """

    def value_from_datadict(self, data: Any, files: Any, prefix: str) -> Any:
        """Read the date; what is none stays as it is, for the form to refuse."""
        given = super().value_from_datadict(data, files, prefix)
        try:
            return self.field.to_python(given)
        except ValidationError:
            return given

    def get_prep_value(self, value: Any) -> Any:
        """Write the date as it stands in the database, where a text not yet read has it too."""
        return value.isoformat() if isinstance(value, date) else value or None


class Source(blocks.StructBlock):
    """Where a statement comes from."""

    citation = Sentence(max_length=400, label=_("Source"))
    address = blocks.URLBlock(required=False, label=_("Address"))
    read_on = Day(required=False, label=_("Read on"))

    class Meta:
        icon = "link"
        label = _("Source")


class Sources(blocks.StreamBlock):
    """Where the statements of a page come from."""

    source = Source()


class Questions(blocks.StreamBlock):
    """Questions and answers."""

    question = Question()


class Term(blocks.StructBlock):
    """A word and what it means."""

    term = blocks.CharBlock(max_length=120, label=_("Word"))
    meaning = blocks.RichTextBlock(features=FEATURES, label=_("What it means"))

    class Meta:
        icon = "openquote"
        label = _("Word")


class Terms(blocks.StreamBlock):
    """Words and what they mean."""

    term = Term()


class Lines(blocks.StreamBlock):
    """Short lines, each one thing."""

    line = Sentence(max_length=250, icon="minus", label=_("Line"))
