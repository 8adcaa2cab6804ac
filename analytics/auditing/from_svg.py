"""Read the words of a chart: its texts, title, description, and names for screen readers.

Only what a chart needs may be in it; in names that nothing draws, numbers could travel unseen.
"""

from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree as ET

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics.auditing.published import Reading, Sentence


NAMESPACE = "http://www.w3.org/2000/svg"
WORDS = {"text", "title", "desc"}
ELEMENTS = WORDS | {"svg", "g", "path", "rect", "line", "circle", "tspan"}
NAMES = ("aria-label", "aria-description", "aria-roledescription")
GEOMETRY = {
    "d", "x", "y", "x1", "x2", "y1", "y2", "dx", "dy", "cx", "cy", "r", "rx", "ry",
    "width", "height", "viewBox", "transform",
}  # fmt: skip
PAINT = {
    "fill", "fill-opacity", "opacity", "stroke", "stroke-width", "stroke-opacity",
    "stroke-dasharray", "stroke-dashoffset", "stroke-linecap", "stroke-linejoin",
    "stroke-miterlimit",
}  # fmt: skip
LETTERING = {
    "font-family", "font-size", "font-weight", "font-style", "text-anchor", "dominant-baseline",
}  # fmt: skip
ATTRIBUTES = {"role", "version", "aria-hidden", *NAMES} | GEOMETRY | PAINT | LETTERING
UNSEEN = {"comment": gettext_lazy("a comment"), "pi": gettext_lazy("a processing instruction")}


def read_svg(name: str, content: bytes) -> Reading:
    """All sentences of the chart; no XML, or more than a chart needs, is a finding."""
    reading = Reading()
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        reading.findings.append(_("%(file)s declares a document type.") % {"file": name})
        return reading
    try:
        events = _events(content.decode("utf-8"))  # no other encoding can hide a declaration
    except (ET.ParseError, UnicodeDecodeError):
        reading.findings.append(_("%(file)s cannot be read as a chart.") % {"file": name})
        return reading
    surplus = {each for event, found in events for each in _surplus(event, found)}
    sentence = _("%(file)s holds what no chart needs: %(part)s.")
    reading.findings += [sentence % {"file": name, "part": each} for each in sorted(surplus)]
    for event, element in events:
        if event == "start":
            reading.sentences += _sentences(name, element)
    return reading


def _events(text: str) -> list[tuple[Any, ...]]:
    """All that stands in the chart, in its order, once it was read to the end."""
    parser: ET.XMLPullParser[Any] = ET.XMLPullParser(("start", "start-ns", "comment", "pi"))
    parser.feed(text)
    parser.close()
    return list(parser.read_events())


def _surplus(event: str, found: object) -> Iterator[str]:
    """What is not on the lists; only its kind is told, since a name can be a number too."""
    if event in UNSEEN:
        yield str(UNSEEN[event])
    elif event == "start-ns":
        if found != ("", NAMESPACE):
            yield _("another namespace")
    elif isinstance(found, ET.Element):
        tag = _tag(found)
        if tag not in ELEMENTS:
            yield _("a script") if tag == "script" else _("an unknown element")
        if not set(found.attrib) <= ATTRIBUTES:
            yield _("an unknown attribute")


def _tag(element: ET.Element) -> str:
    return element.tag.removeprefix(f"{{{NAMESPACE}}}")


def _sentences(name: str, element: ET.Element) -> Iterator[Sentence]:
    """The words of an element and in its names; elements that only draw may hold stray ones."""
    tag = _tag(element)
    parts = (
        element.itertext()
        if tag in WORDS
        else [element.text or "", *(each.tail or "" for each in element)]
    )
    words = " ".join(part.strip() for part in parts if part.strip())
    if words:
        yield Sentence(name, f"<{tag}>", words)
    yield from (
        Sentence(name, each, element.attrib[each]) for each in NAMES if each in element.attrib
    )
