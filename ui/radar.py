"""A radar of a few shares: numbers in, places on the page out. No total is drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin

from django.utils.formats import number_format
from django.utils.translation import gettext as _


WIDTH, HEIGHT, RADIUS = 300, 290, 118
RINGS = (0.25, 0.5, 0.75, 1.0)
LABEL_AT = 1.1


@dataclass(frozen=True)
class Spoke:
    """One axis: where it ends, what stands at its end, and the value as it is read."""

    x: str
    y: str
    text_x: str
    text_y: str
    anchor: str
    label: str
    name: str
    value: str
    dot_x: str = ""
    dot_y: str = ""


@dataclass(frozen=True)
class RadarChart:
    """A radar, ready for `ui/charts/radar.html`."""

    ident: str
    title: str
    description: str
    centre_x: int
    centre_y: int
    rings: list[str]
    spokes: list[Spoke]
    area: str
    """The corners of the area in order; empty unless every axis has a value."""
    edges: list[tuple[str, str, str, str]]
    """Lines between neighbours that both have a value."""


def radar(
    axes: Sequence[tuple[str, str, float | None]], *, title: str, ident: str = "radar"
) -> RadarChart:
    """Lay out `axes`, each a short label, a name, and a share from 0 to 1 (None: not known)."""
    turns = [2 * pi * number / len(axes) for number in range(len(axes))]
    spokes = [_spoke(axis, turn) for axis, turn in zip(axes, turns, strict=True)]
    dots = [
        None if share is None else _at(turn, share)
        for (_label, _name, share), turn in zip(axes, turns, strict=True)
    ]
    known = [dot for dot in dots if dot is not None]
    return RadarChart(
        ident, title, "; ".join(f"{spoke.name}: {spoke.value}" for spoke in spokes),
        WIDTH // 2, HEIGHT // 2,
        [" ".join(_corner(_at(turn, ring)) for turn in turns) for ring in RINGS],
        spokes, " ".join(map(_corner, known)) if len(known) == len(dots) else "",
        _edges(dots),
    )  # fmt: skip


def _edges(dots: Sequence[tuple[float, float] | None]) -> list[tuple[str, str, str, str]]:
    pairs = zip(dots, [*dots[1:], *dots[:1]], strict=True)
    return [
        (_px(here[0]), _px(here[1]), _px(there[0]), _px(there[1]))
        for here, there in pairs
        if here is not None and there is not None
    ]


def _spoke(axis: tuple[str, str, float | None], turn: float) -> Spoke:
    label, name, share = axis
    end, text = _at(turn, 1), _at(turn, LABEL_AT)
    side = sin(turn)
    anchor = "middle" if abs(side) < 0.1 else "start" if side > 0 else "end"  # noqa: PLR2004 - upright
    value = _("not answered") if share is None else f"{number_format(round(100 * share))} %"
    dot = ("", "") if share is None else tuple(map(_px, _at(turn, share)))
    return Spoke(
        _px(end[0]), _px(end[1]), _px(text[0]), _px(text[1] + 4), anchor, label, name, value, *dot
    )


def _at(turn: float, share: float) -> tuple[float, float]:
    reach = RADIUS * share
    return WIDTH / 2 + reach * sin(turn), HEIGHT / 2 - reach * cos(turn)


def _corner(place: tuple[float, float]) -> str:
    return f"{_px(place[0])},{_px(place[1])}"


def _px(value: float) -> str:
    return f"{value:.1f}"
