"""When questionnaires are due: what each clinic chose, or what is usual."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import F

from clinics.instruments import Points, instruments, usual_points
from clinics.models import MeasureSchedule
from kernel.models import Organisation


@dataclass(frozen=True)
class Scheduled:
    """A questionnaire that is due at some points, and the clinics where these points hold."""

    code: str
    points: Points
    organisations: frozenset[int]


def points_of(row: MeasureSchedule) -> Points:
    """The points that a stored line holds."""
    return _read(row.at_entry, row.every_months, row.at_exit, row.after_exit)


def points_at(organisation: Organisation) -> dict[str, Points]:
    """When each questionnaire is due at a clinic, by its code; one query."""
    return _points([organisation.pk])[organisation.pk]


def scheduled(organisations: Collection[int]) -> list[Scheduled]:
    """The questionnaires that are due at some point at these clinics; one query.

    Clinics that chose the same points for a questionnaire stand together.
    """
    return _together(_points(organisations))


def scheduled_clinics(
    organisations: Collection[int],
) -> tuple[list[Organisation], list[Scheduled]]:
    """These clinics by name, and what is `scheduled` there, in one query for a page of many."""
    chosen = "measureschedule__"
    rows: Any = Organisation.objects.filter(pk__in=organisations).annotate(
        chosen_for=F(f"{chosen}instrument"), chosen_entry=F(f"{chosen}at_entry"),
        chosen_every=F(f"{chosen}every_months"), chosen_exit=F(f"{chosen}at_exit"),
        chosen_after=F(f"{chosen}after_exit"),
    )  # fmt: skip
    found: list[Any] = list(rows)
    known = {
        (row.pk, row.chosen_for): _read(
            row.chosen_entry, row.chosen_every, row.chosen_exit, row.chosen_after
        )
        for row in found
        if row.chosen_for
    }
    clinics = list({row.pk: row for row in found}.values())
    return clinics, _together(_complete(organisations, known))


def _together(everywhere: dict[int, dict[str, Points]]) -> list[Scheduled]:
    found: dict[tuple[str, Points], set[int]] = defaultdict(set)
    for organisation, chosen in everywhere.items():
        for code, points in chosen.items():
            if points != Points():
                found[code, points].add(organisation)
    return [
        Scheduled(code, points, frozenset(where))
        for (code, points), where in sorted(found.items(), key=_place)
    ]


def _points(organisations: Collection[int]) -> dict[int, dict[str, Points]]:
    known = {
        (row.organisation_id, row.instrument): points_of(row)
        for row in MeasureSchedule.objects.filter(organisation__in=organisations)
    }
    return _complete(organisations, known)


def _complete(
    organisations: Collection[int], known: dict[tuple[int, str], Points]
) -> dict[int, dict[str, Points]]:
    """What was chosen, and for all others what is usual."""
    return {
        organisation: {
            each.code: known.get((organisation, each.code), usual_points(each))
            for each in instruments()
        }
        for organisation in organisations
    }


def _read(at_entry: bool, every_months: int | None, at_exit: bool, after_exit: str) -> Points:  # noqa: FBT001 - columns
    months = tuple(int(month) for month in after_exit.split(",") if month)
    return Points(at_entry, every_months, at_exit, months)


def _place(found: tuple[tuple[str, Points], set[int]]) -> tuple[int, list[int]]:
    (code, _points_there), where = found
    return [each.code for each in instruments()].index(code), sorted(where)
