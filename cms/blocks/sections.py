"""Parts of the home page."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.blocks.text import Text
from cms.vocabulary import Motif


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


class Sections(blocks.StreamBlock):
    """Parts of the home page, in order."""

    section = Section()
