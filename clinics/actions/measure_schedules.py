"""Choosing when questionnaires are due at a clinic."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clinics.actions._locking import once_more_on_conflict
from clinics.instruments import Points, usual_points
from clinics.instruments.schedule import LONGEST_MONTHS
from clinics.models import MeasureSchedule
from clinics.selectors.measure_schedules import points_of
from kernel import audit
from kernel.errors import Refused
from kernel.models import Organisation, User
from kernel.models.audit_events import AuditAction
from kernel.permissions import Permission, require


MOST_CONTACTS = 6


class ScheduleChanged(Refused):
    """Somebody else changed the same questionnaires since the page was opened."""

    code = "schedule-changed"


class WrongMonths(Refused):
    """Months are too few or too many, twice the same, or not in their order."""

    code = "wrong-months"


@once_more_on_conflict
@transaction.atomic(durable=True)
def set_measure_schedule(
    *,
    at: Organisation,
    points: Mapping[str, Points],
    shown: Mapping[str, Points] | None = None,
    by: User,
) -> list[str]:
    """Say when each questionnaire of `points` is due at a clinic; others stay as they are.

    `shown` is what the page said when it was opened: what was left as shown is left as it is now.

    Returns the codes of those that changed. What is due changes at once, for everybody.

    Raises:
        NotPermitted: `by` does not configure this clinic.
        ScheduleChanged: somebody else changed a questionnaire that `by` changes too.
        WrongMonths: months that nobody can count by.
        KeyError: there is no such questionnaire.
    """
    require(by, Permission.CLINIC_CONFIGURE, at=at)
    rows = MeasureSchedule.objects.select_for_update().filter(organisation=at)
    known = {row.instrument: row for row in rows}
    points = _touched(points, shown or {}, known)
    changed = []
    for code, chosen in points.items():
        row = known.get(code)
        before = points_of(row) if row is not None else usual_points(code)
        if chosen != before:
            _check(code, chosen)
            _store(row or MeasureSchedule(organisation=at, instrument=code), chosen)
            changed.append(code)
    if changed:
        audit.record(
            audit.Event.MEASURE_SCHEDULE_SET, by=by, action=AuditAction.UPDATE, organisation=at,
            target=at, points=[f"{code} {_in_short(points[code])}" for code in changed],
        )  # fmt: skip
    return changed


def _touched(
    points: Mapping[str, Points], shown: Mapping[str, Points], known: Mapping[str, MeasureSchedule]
) -> dict[str, Points]:
    """What was changed on the page.

    Raises:
        ScheduleChanged: somebody else changed some of it meanwhile.
    """
    touched = {code: chosen for code, chosen in points.items() if shown.get(code) != chosen}
    now = {
        code: points_of(known[code]) if code in known else usual_points(code) for code in touched
    }
    overtaken = [
        f"{code} ({said(now[code])})"
        for code, chosen in touched.items()
        if now[code] not in {shown.get(code, now[code]), chosen}
    ]
    if overtaken:
        raise ScheduleChanged(
            _(
                "Somebody else changed this meanwhile. Now it is: %(now)s. Nothing that you typed "
                "is lost: save again to put yours in its place."
            )
            % {"now": "; ".join(overtaken)}
        )
    return touched


def said(points: Points) -> str:
    """Points in words, as the page names them."""
    words = [
        gettext("At entry") if points.at_entry else "",
        gettext("every %(months)s months") % {"months": points.every_months}
        if points.every_months
        else "",
        gettext("At exit") if points.at_exit else "",
        gettext("months after exit: %(months)s")
        % {"months": ", ".join(map(str, points.after_exit))}
        if points.after_exit
        else "",
    ]
    return ", ".join(filter(None, words)) or gettext("never")


def _check(code: str, points: Points) -> None:
    months = [points.every_months or 1, *points.after_exit]
    if not all(1 <= month <= LONGEST_MONTHS for month in months):
        raise WrongMonths(
            _("%(code)s: months are between 1 and %(most)s. Correct them.")
            % {"code": code, "most": LONGEST_MONTHS}
        )
    if list(points.after_exit) != sorted(set(points.after_exit)):
        raise WrongMonths(
            _("%(code)s: put the months after exit in order, each of them once.") % {"code": code}
        )
    if len(points.after_exit) > MOST_CONTACTS:
        raise WrongMonths(
            _("%(code)s: at most %(most)s times after exit.")
            % {"code": code, "most": MOST_CONTACTS}
        )


def _store(row: MeasureSchedule, points: Points) -> None:
    row.at_entry, row.every_months = points.at_entry, points.every_months
    row.at_exit, row.after_exit = points.at_exit, _listed(points)
    row.full_clean(exclude=["organisation"], validate_unique=False, validate_constraints=False)
    row.save()


def _listed(points: Points) -> str:
    return ",".join(map(str, points.after_exit))


def _in_short(points: Points) -> str:
    return (
        f"entry={points.at_entry:d} every={points.every_months or 0} exit={points.at_exit:d} "
        f"after={_listed(points)}"
    )
