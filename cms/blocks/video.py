"""A film of the site's own: nothing is fetched from elsewhere, and nothing before it is wanted."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.documents.models import AbstractDocument

from cms.blocks import FEATURES


FILM, CAPTIONS = "mp4", "vtt"
"""What every telephone plays, and what every browser writes below it."""


class Video(blocks.StructBlock):
    """A film, and everything in it in words: for readers who do not hear, see or pay for it."""

    title = blocks.CharBlock(max_length=120, label=_("Title"))
    film = DocumentChooserBlock(
        label=_("Film"),
        help_text=_("MP4, at most 20 MB. Readers see how large it is and load it when they want."),
    )
    captions = DocumentChooserBlock(
        required=False,
        label=_("Captions"),
        help_text=_("A file of type VTT. Needed when somebody speaks in the film."),
    )
    transcript = blocks.RichTextBlock(
        features=FEATURES, label=_("All that is said and shown, in words")
    )

    class Meta:
        icon = "media"
        label = _("Film")
        template = "cms/blocks/video.html"

    def clean(self, value: dict) -> dict:
        """Refuse files of another type."""
        cleaned = super().clean(value)
        wanted = ((name, cleaned.get(name)) for name in ("film", "captions"))
        types = {"film": FILM, "captions": CAPTIONS}
        wrong = {
            name: ValidationError(
                _("Choose a file of type %(type)s."), params={"type": types[name]}
            )
            for name, paper in wanted
            if paper is not None and _type(paper) != types[name]
        }
        if wrong:
            raise blocks.StructBlockValidationError(block_errors=wrong)
        return cleaned

    def get_context(self, value: dict, parent_context: dict | None = None) -> dict[str, Any]:
        """Add how large the film is: zero when its file is gone."""
        context = super().get_context(value, parent_context=parent_context)
        film = value.get("film")
        return {**context, "size": (film.get_file_size() or 0) if film else 0}


def _type(paper: AbstractDocument) -> str:
    return str(paper.file_extension).lower()
