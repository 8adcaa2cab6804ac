"""A clinic says when its questionnaires are due."""

import pytest

from clinics.actions.measure_schedules import WrongMonths, set_measure_schedule
from clinics.instruments import Points, usual_points
from clinics.models import MeasureSchedule
from clinics.selectors.measure_schedules import points_at, scheduled
from kernel.audit import Event
from kernel.models import AuditEvent
from kernel.permissions import NotPermitted
from tests.factories.kernel import clinic, clinic_manager, clinician


pytestmark = pytest.mark.django_db
MONTHLY = Points(at_entry=True, every_months=1, after_exit=(1, 6))


@pytest.fixture
def here(db):
    return clinic()


@pytest.fixture
def manager(here):
    return clinic_manager(at=here)


def told() -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(event=Event.MEASURE_SCHEDULE_SET))


def test_what_was_chosen_holds_at_this_clinic_alone(here, manager):
    there = clinic()

    changed = set_measure_schedule(at=here, points={"PHQ-9": MONTHLY}, by=manager)

    assert changed == ["PHQ-9"]
    assert points_at(here)["PHQ-9"] == MONTHLY
    assert points_at(here)["TOP"] == usual_points("TOP")
    assert points_at(there)["PHQ-9"] == Points()


def test_clinics_with_the_same_points_stand_together(here, manager):
    there = clinic()
    set_measure_schedule(at=here, points={"PHQ-9": MONTHLY, "TOP": Points()}, by=manager)

    found = {
        (each.code, each.points): each.organisations for each in scheduled([here.pk, there.pk])
    }

    assert found == {
        ("PHQ-9", MONTHLY): {here.pk}, ("TOP", usual_points("TOP")): {there.pk}
    }  # fmt: skip


def test_a_change_says_what_holds_now(here, manager):
    set_measure_schedule(at=here, points={"PHQ-9": MONTHLY, "TOP": usual_points("TOP")}, by=manager)

    (event,) = told()
    assert event.detail["points"] == ["PHQ-9 entry=1 every=1 exit=0 after=1,6"]


def test_saving_what_holds_already_changes_nothing(here, manager):
    points = {"PHQ-9": MONTHLY, "TOP": Points()}
    set_measure_schedule(at=here, points=points, by=manager)

    assert set_measure_schedule(at=here, points=points, by=manager) == []
    assert (len(told()), MeasureSchedule.objects.count()) == (1, 2)


def test_what_was_switched_off_can_come_back(here, manager):
    set_measure_schedule(at=here, points={"TOP": Points()}, by=manager)
    set_measure_schedule(at=here, points={"TOP": usual_points("TOP")}, by=manager)

    assert points_at(here)["TOP"] == usual_points("TOP")


@pytest.mark.parametrize(
    "points",
    [
        Points(every_months=25),
        Points(after_exit=(0,)),
        Points(after_exit=(25,)),
        Points(after_exit=(6, 3)),
        Points(after_exit=(3, 3)),
        Points(after_exit=(1, 2, 3, 4, 5, 6, 7)),
    ],
    ids=str,
)
def test_months_that_nobody_counts_by_are_refused(points, here, manager):
    with pytest.raises(WrongMonths, match="PHQ-9"):
        set_measure_schedule(at=here, points={"TOP": MONTHLY, "PHQ-9": points}, by=manager)

    assert (told(), MeasureSchedule.objects.count()) == ([], 0)


@pytest.mark.parametrize("most", [Points(every_months=24), Points(after_exit=(1, 24))], ids=str)
def test_two_years_are_the_longest(most, here, manager):
    assert set_measure_schedule(at=here, points={"SDS": most}, by=manager) == ["SDS"]


def test_who_does_not_configure_the_clinic_changes_nothing(here):
    with pytest.raises(NotPermitted):
        set_measure_schedule(at=here, points={"TOP": MONTHLY}, by=clinician(at=here))


def test_a_questionnaire_that_nobody_knows_is_none(here, manager):
    with pytest.raises(KeyError):
        set_measure_schedule(at=here, points={"NONE": MONTHLY}, by=manager)
