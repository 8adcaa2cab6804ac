"""Components that need a little logic: icons, patient code, status, fields, sheets."""

from zlib import crc32

from django import forms, template
from django.forms.boundfield import BoundField
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import ngettext

from ui.forms import draw, error_lines_of, kind_of
from ui.icons import ICONS


register = template.Library()

TONES = {
    "referral": "",
    "waiting": "",
    "assessment": "info",
    "admitted": "info",
    "in_treatment": "go",
    "follow_up": "go",
    "interrupted": "wait",
    "discharged": "past",
    "closed": "past",
    "not_admitted": "past",
    "voided": "stop",
    "quiet": "",
    "info": "info",
    "go": "go",
    "wait": "wait",
    "past": "past",
    "stop": "stop",
}
CODE_DIGITS = 10


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw the icon called `name`; it is hidden from screen readers."""
    return format_html(
        '<svg class="u-icon" viewBox="0 0 24 24" aria-hidden="true">{}</svg>',
        mark_safe(ICONS[name]),  # noqa: S308 - a constant of ours
    )


@register.filter
def grouped(code: str) -> str:
    """Write a patient code as its groups: 4821 9037 57. Anything else stays as it is."""
    digits = "".join(str(code).split())
    if len(digits) != CODE_DIGITS:
        return str(code)
    return f"{digits[:4]} {digits[4:8]} {digits[8:]}"


@register.simple_tag(name="code")
def code_tag(code: str, url: str = "", *, large: bool = False) -> SafeString:
    """Draw a patient code, as a link when `url` is given.

    The eye and a copy get it without spaces in the text; a screen reader gets the groups.
    """
    said = grouped(code)
    first, second, check = said.split(" ") if said.count(" ") == 2 else (said, "", "")  # noqa: PLR2004
    size = " u-code-lg" if large else ""
    inner = format_html(
        '<span aria-hidden="true">{}<b>{}</b><i>{}</i></span>'
        '<span class="visually-hidden u-uncopied">{}</span>',
        first, second, check, said,
    )  # fmt: skip
    if url:
        return format_html('<a class="u-code{}" href="{}">{}</a>', size, url, inner)
    return format_html('<span class="u-code{}">{}</span>', size, inner)


@register.simple_tag
def pill(state: str, label: str = "") -> SafeString:
    """Draw a status: word, shape, colour. `state` is a state's code or a tone's name."""
    tone = TONES.get(str(state).lower().replace("-", "_"), "")
    tone_class = f" u-pill-{tone}" if tone else ""
    return format_html('<span class="u-pill{}">{}</span>', tone_class, label or state)


@register.filter
def clock(seconds: int) -> str:
    """Write seconds as minutes and seconds: 2:00."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"


@register.simple_tag
def kind(field: BoundField) -> str:
    """How a field is laid out."""
    return kind_of(field)


@register.simple_tag
def control(field: BoundField) -> str:
    """Draw the control of a field."""
    return draw(field)


@register.simple_tag
def errors_title(form: forms.BaseForm) -> str:
    """Say how many answers need correcting."""
    count = len(error_lines_of(form))
    if count == 1:
        return ngettext("One answer needs correcting", "%(count)s answers need correcting", 1)
    return ngettext("One answer needs correcting", "%(count)s answers need correcting", count) % {
        "count": count
    }


@register.filter
def error_lines(form: forms.BaseForm) -> list[dict]:
    """The lines of a form's error summary."""
    return error_lines_of(form)


@register.simple_block_tag
def sheet(
    content: str,
    title: str = "",
    lead: str = "",
    *,
    url: str = "",
    link: str = "",
    ident: str = "",
    flush: bool = False,
) -> str:
    """Wrap the content in a titled white area; `flush` leaves out the padding, for tables."""
    return render_to_string(
        "ui/_sheet.html",
        {
            "content": content,
            "title": title,
            "lead": lead,
            "url": url,
            "link": link,
            "ident": ident or f"sheet-{crc32(str(title).encode())}",
            "is_flush": flush,
        },
    )
