"""Blocks of running text. Labels say what the reader gets, not what it looks like."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock


FEATURES = ["bold", "italic", "ol", "ul", "link"]


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
    alt = blocks.CharBlock(
        max_length=250,
        label=_("What the picture shows"),
        help_text=_("For people who do not see it. Needed for every picture."),
    )
    caption = blocks.CharBlock(required=False, max_length=250, label=_("Caption"))

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "cms/blocks/image.html"


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


class Text(blocks.StreamBlock):
    """Running text: what an article or a section is made of."""

    heading = blocks.CharBlock(
        max_length=120,
        icon="title",
        label=_("Heading"),
        template="cms/blocks/heading.html",
    )
    paragraph = blocks.RichTextBlock(features=FEATURES, icon="pilcrow", label=_("Paragraph"))
    image = ImageWithText()
    note = Note()
    steps = blocks.ListBlock(
        Step(), icon="list-ol", label=_("Steps"), template="cms/blocks/steps.html"
    )
    quote = Quote()


class Source(blocks.StructBlock):
    """Where a statement comes from."""

    citation = blocks.CharBlock(max_length=400, label=_("Source"))
    address = blocks.URLBlock(required=False, label=_("Address"))
    read_on = blocks.DateBlock(required=False, label=_("Read on"))

    class Meta:
        icon = "link"
        label = _("Source")


class Motif(TextChoices):
    """Ornament of an entrance; carries no meaning."""

    STAR = "star", _("Star")
    TULIP = "tulip", _("Tulip")
    SHANYRAK = "shanyrak", _("Shanyrak")
    HORN = "horn", _("Horn")


class Section(blocks.StructBlock):
    """A part of the home page, with the entrance that leads to it."""

    heading = blocks.CharBlock(max_length=120, label=_("Heading"))
    anchor = blocks.RegexBlock(
        regex=r"^[a-z][a-z0-9-]*$",
        max_length=40,
        label=_("Address on the page"),
        help_text=_("Small Latin letters, digits and hyphens. The same in every language."),
    )
    label = blocks.CharBlock(max_length=40, label=_("Name in the menu"))
    summary = blocks.CharBlock(max_length=200, label=_("What the entrance says"))
    motif = blocks.ChoiceBlock(choices=Motif.choices, default=Motif.STAR, label=_("Ornament"))
    text = Text(label=_("Text"))

    class Meta:
        icon = "doc-full"
        label = _("Section")
