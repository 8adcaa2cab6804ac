"""A drawing as SVG text that may stand in any page: no style, script, class, id or outside file."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from functools import cache

from analytics.charts.lettering import fonts
from analytics.charts.marks import Drawing
from analytics.charts.theme import FONTS, PAPER, Frame


NAMESPACE = "http://www.w3.org/2000/svg"
VERSION = "6.4"
"""The grammar of altair's release line."""
DROPPED = ("class", "role", "aria-roledescription", "aria-hidden", "font-family")
"""Attributes that only the drawing library's own viewer reads, or that the root says for all."""
LONG = re.compile(r"-?\d+\.\d{3,}")


def render(drawing: Drawing, frame: Frame, *, title: str) -> str:
    """The drawing as SVG text; `title` is its alternative text.

    The same drawing gives the same bytes: ends of numbers are cut, and nothing is numbered.
    """
    root = ET.fromstring(_converted(drawing, frame))  # noqa: S314 - drawn by ourselves
    for element in list(root.iter()):
        _clean(element)
    root.set("xmlns", NAMESPACE)
    root.set("role", "img")
    root.set("font-family", FONTS)
    heading = ET.Element("title")
    heading.text = title
    root.insert(0, heading)
    return ET.tostring(root, encoding="unicode")


def _converted(drawing: Drawing, frame: Frame) -> str:
    """What the drawing library makes of all layers. Scales are fixed, so none are shared."""
    specification = {
        "layer": list(drawing.layers),
        "resolve": {"scale": {"x": "independent", "y": "independent"}},
        "width": frame.width,
        "height": round(drawing.height),
        "padding": 0,
        "autosize": {"type": "none"},
        "background": PAPER,
        "config": {"aria": False, "font": FONTS, "view": {"stroke": None}},
    }
    svg: str = _converter().vegalite_to_svg(specification, vl_version=VERSION)
    return svg


@cache
def _converter():  # type: ignore[no-untyped-def] # a module
    import vl_convert  # noqa: PLC0415 - starts an engine

    vl_convert.register_font_directory(str(fonts()))
    return vl_convert


def _clean(element: ET.Element) -> None:
    """Take out names, empty paths and what belongs to the library's viewer; cut long decimals."""
    element.tag = element.tag.rpartition("}")[2]
    for child in list(element):
        if child.get("class") in {"background", "foreground"}:
            element.remove(child)
    for name in DROPPED:
        element.attrib.pop(name, None)
    for name, value in element.items():
        element.set(name, LONG.sub(lambda found: _short(found.group()), value))


def _short(number: str) -> str:
    return f"{round(float(number), 2) + 0:g}"
