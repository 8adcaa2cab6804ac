"""What a clinic manager sets for a clinic, on screen."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from clinics.actions.measure_schedules import set_measure_schedule
from clinics.actions.stock_tolerances import WrongTolerance, set_tolerances
from clinics.instruments import Points, usual_points
from clinics.instruments.schedule import months_later
from clinics.selectors.measure_schedules import points_at
from clinics.selectors.stock import tolerance_of
from clinics.selectors.today_due import found_due
from kernel.audit import Event
from kernel.grants import give_role
from kernel.models import AuditEvent
from kernel.permissions import NotPermitted, Role
from tests.factories.clinics import PatientFactory
from tests.factories.kernel import SiteFactory, clinic, clinic_manager
from tests.factories.measures import MeasureFactory
from tests.factories.work import KeptEpisode
from vault.codes import new_code


pytestmark = pytest.mark.django_db
SCHEDULE = "work:measure-schedule"


@pytest.fixture
def manager(room):
    return clinic_manager(at=room.organisation)


@pytest.fixture
def office(manager, enter):
    """The browser of the clinic's manager."""
    return enter(manager)


def sent(page, **typed):
    """What the form holds, with some of it typed anew."""
    form = page.context["form"]
    values = {name: form[name].value() for name in form.fields} | typed
    return {name: value for name, value in values.items() if value not in (None, False)}


def test_a_manager_says_when_measures_are_due(room, office):
    page = office.get(reverse(SCHEDULE))
    typed = {"PHQ-9-at_entry": "on", "PHQ-9-every_months": "1", "PHQ-9-after_exit": "12 3, 6"}

    answer = office.post(reverse(SCHEDULE), sent(page, **typed), follow=True)

    assert "Saved. It holds from now on." in answer.content.decode()
    assert points_at(room.organisation)["PHQ-9"] == Points(
        at_entry=True, every_months=1, after_exit=(3, 6, 12)
    )
    assert answer.context["form"]["PHQ-9-after_exit"].value() == "3, 6, 12"


def test_what_was_not_touched_stays(room, office):
    before = points_at(room.organisation)

    office.post(reverse(SCHEDULE), sent(office.get(reverse(SCHEDULE))))

    assert points_at(room.organisation) == before


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("TOP-after_exit", "soon", "Enter months as numbers"),
        ("TOP-after_exit", "99", "TOP: months are between 1 and 24"),
        ("TOP-every_months", "0", "1"),
    ],
)
def test_months_that_cannot_be_are_said_on_the_page(field, typed, said, room, office):
    data = sent(office.get(reverse(SCHEDULE)), **{field: typed})

    answer = office.post(reverse(SCHEDULE), data)

    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert points_at(room.organisation)["TOP"] == usual_points("TOP")


def test_a_manager_of_two_clinics_chooses_one(room, manager, enter):
    other = clinic()
    give_role(user=manager, role=Role.CLINIC_MANAGER, organisation=other, by=None)
    office = enter(manager)
    address = f"{reverse(SCHEDULE)}?clinic={other.uid}"

    office.post(address, sent(office.get(address), **{"SDS-at_entry": "on"}))

    assert points_at(other)["SDS"].at_entry
    assert not points_at(room.organisation)["SDS"].at_entry
    assert office.get(f"{reverse(SCHEDULE)}?clinic={clinic().uid}").status_code == 404


TODAY = timezone.localdate()
MONTHLY = Points(at_entry=True, every_months=1, at_exit=True, after_exit=(1, 6))


def someone(room, **fields):
    patient = PatientFactory(
        organisation=room.organisation, code=new_code(), registered_by=room.clinician
    )
    return KeptEpisode(patient=patient, site=room.site, **fields)


def left(room, on, **fields):
    """Somebody who was discharged on a day."""
    ended = {
        "state": "DISCHARGED", "ended_on": on, "discharge_reason": "COMPLETED",
        "referred_on": on - timedelta(days=400), "started_on": on - timedelta(days=390),
        "admitted_on": on - timedelta(days=390),
    }  # fmt: skip
    return someone(room, **(ended | fields))


def due(room, episode, *, today=TODAY):
    """What the start of the day says of one episode's depression."""
    found = found_due(viewer=room.clinician, whose="all", today=today)
    return [
        (row.source, row.day)
        for row in found
        if row.episode_uid == episode.uid and row.detail == "PHQ-9"
    ]


@pytest.fixture
def monthly(room, manager):
    points = {"PHQ-9": MONTHLY, "TOP": Points()}
    set_measure_schedule(at=room.organisation, points=points, by=manager)


@pytest.mark.usefixtures("monthly")
def test_a_measure_is_due_on_the_day_that_the_clinic_chose(room):
    episode = someone(room, started_on=TODAY, admitted_on=TODAY)
    assert due(room, episode) == [("ENTRY", TODAY)]

    MeasureFactory(episode=episode, on=TODAY)
    review = months_later(TODAY, 1)

    assert due(room, episode) == []
    assert due(room, episode, today=review - timedelta(days=1)) == []
    assert due(room, episode, today=review) == [("REVIEW", review)]


@pytest.mark.usefixtures("monthly")
@pytest.mark.parametrize(("before", "kinds"), [(14, []), (15, ["ENTRY"])])
def test_a_measure_of_before_counts_for_two_weeks(before, kinds, room):
    episode = someone(room, started_on=TODAY, admitted_on=TODAY)
    MeasureFactory(episode=episode, on=TODAY - timedelta(days=before))

    assert [kind for kind, _day in due(room, episode)] == kinds


def test_without_an_entry_the_first_review_counts_from_the_start(room, manager):
    points = {"PHQ-9": Points(every_months=2)}
    set_measure_schedule(at=room.organisation, points=points, by=manager)
    episode = someone(room, started_on=TODAY, admitted_on=TODAY)
    review = months_later(TODAY, 2)

    assert due(room, episode, today=review - timedelta(days=1)) == []
    assert due(room, episode, today=review) == [("REVIEW", review)]


@pytest.mark.usefixtures("monthly")
def test_exit_is_due_until_the_first_contact_opens(room):
    episode = left(room, TODAY)
    contact = months_later(TODAY, 1)
    opens = contact - timedelta(days=14)

    assert due(room, episode) == [("EXIT", TODAY)]
    assert due(room, episode, today=opens - timedelta(days=1)) == [("EXIT", TODAY)]
    assert due(room, episode, today=opens) == []
    assert due(room, episode, today=contact - timedelta(days=1)) == []
    assert due(room, episode, today=contact) == [("POST_EXIT", contact)]


@pytest.mark.usefixtures("monthly")
def test_after_the_exit_each_contact_is_due_until_the_next_opens(room):
    episode = left(room, TODAY)
    first, last = months_later(TODAY, 1), months_later(TODAY, 6)
    over = months_later(last, 3)

    assert due(room, episode, today=last - timedelta(days=15)) == [("POST_EXIT", first)]
    assert due(room, episode, today=last - timedelta(days=14)) == []
    assert due(room, episode, today=last) == [("POST_EXIT", last)]
    assert due(room, episode, today=over - timedelta(days=1)) == [("POST_EXIT", last)]
    assert due(room, episode, today=over) == []


@pytest.mark.usefixtures("monthly")
def test_what_was_measured_after_the_exit_is_not_asked_again(room):
    measured, early = left(room, TODAY), left(room, TODAY)
    contact = months_later(TODAY, 1)
    MeasureFactory(episode=measured, on=contact - timedelta(days=14), occasion="POST_EXIT")
    MeasureFactory(episode=early, on=contact - timedelta(days=15), occasion="EXIT")

    assert due(room, measured, today=contact) == []
    assert due(room, early, today=contact) == [("POST_EXIT", contact)]


@pytest.mark.usefixtures("monthly")
def test_nobody_is_asked_after_a_death_or_when_treatment_goes_on(room):
    dead = left(room, TODAY, discharge_reason="DIED")
    back = left(room, TODAY)
    KeptEpisode(patient=back.patient, site=room.site)

    assert (due(room, dead), due(room, back)) == ([], [])


@pytest.mark.usefixtures("monthly")
def test_the_page_of_measures_knows_what_the_clinic_chose(room, door):
    address = reverse("work:measures", args=[room.patient.uid])

    parts = {part.code: part.due for part in door.get(address).context["page"].parts}

    assert parts["PHQ-9"].kind == "ENTRY"
    assert "TOP" not in parts


@pytest.mark.usefixtures("monthly")
def test_what_is_overdue_is_missing(room, office):
    room.episode.started_on = TODAY - timedelta(days=15)
    room.episode.save(update_fields=["started_on"])

    sections = office.get(reverse("work:oversight-missing")).context["page"].sections

    assert [s.total for s in sections if s.code == "measure"] == [1]


def test_where_nothing_is_due_nothing_is_missing(room, manager, office):
    set_measure_schedule(at=room.organisation, points={"TOP": Points()}, by=manager)
    room.episode.started_on = TODAY - timedelta(days=200)
    room.episode.save(update_fields=["started_on"])

    sections = office.get(reverse("work:oversight-missing")).context["page"].sections

    assert [s.total for s in sections if s.code == "measure"] == []
    chosen = office.get(reverse("work:oversight-missing") + "?kind=measure")
    assert chosen.context["page"].sections[0].items == []


TOLERANCES = "work:stock-tolerances"


def tolerated(room):
    return tolerance_of(site_id=room.site.pk)


def test_a_manager_sets_the_tolerance_of_a_site(room, office):
    field = f"mg_{room.site.uid}"
    form = office.get(reverse(TOLERANCES)).context["form"]
    assert (form[field].value(), tolerated(room)) == (0, 0)

    answer = office.post(
        reverse(TOLERANCES), {field: "2.5", "source": "Order 12, section 3"}, follow=True
    )

    event = AuditEvent.objects.get(event=Event.STOCK_TOLERANCE_SET)
    assert "Order 12, section 3" in answer.content.decode()
    assert tolerated(room) == Decimal("2.5")
    assert (event.detail["mg"], str(room.site.uid) in event.object_uids) == (["2.5"], True)


@pytest.mark.parametrize(
    ("typed", "said"), [({"source": ""}, "Name the source"), ({"mg": "-1"}, "0")]
)
def test_a_tolerance_has_a_source_and_is_not_below_nothing(typed, said, room, office):
    data = {"mg": "2", "source": "Order 12"} | typed

    answer = office.post(
        reverse(TOLERANCES), {f"mg_{room.site.uid}": data["mg"], "source": data["source"]}
    )

    assert said in answer.content.decode()
    assert tolerated(room) == 0


def test_what_stays_the_same_needs_no_source(room, office):
    office.post(reverse(TOLERANCES), {f"mg_{room.site.uid}": "0"})

    assert not AuditEvent.objects.filter(event=Event.STOCK_TOLERANCE_SET).exists()


@pytest.mark.parametrize("mg", [Decimal(-1), Decimal(5)])
def test_another_clinics_site_or_less_than_nothing_is_refused(mg, room, manager):
    site = SiteFactory() if mg > 0 else room.site

    with pytest.raises(WrongTolerance):
        set_tolerances(at=room.organisation, tolerances={site: mg}, source="Order", by=manager)


def test_who_configures_nothing_sets_no_tolerance(room):
    with pytest.raises(NotPermitted):
        set_tolerances(
            at=room.organisation, tolerances={room.site: Decimal(1)}, source="Order",
            by=room.clinician,
        )  # fmt: skip


def as_shown(page, **typed):
    """What the page sends when some of it was typed anew: the form, and what it showed."""
    return sent(page, **typed) | {"basis": page.context["sealed_basis"]}


def test_two_managers_change_the_same_measure_and_neither_is_overwritten_unseen(room, office):
    first, second = (office.get(reverse(SCHEDULE)) for _each in range(2))
    office.post(reverse(SCHEDULE), as_shown(first, **{"PHQ-9-every_months": "2"}))

    answer = office.post(reverse(SCHEDULE), as_shown(second, **{"PHQ-9-every_months": "7"}))

    said = answer.content.decode()
    assert "Somebody else changed this meanwhile. Now it is: PHQ-9 (" in said
    assert "every 2 months" in said
    assert points_at(room.organisation)["PHQ-9"].every_months == 2
    assert answer.context["form"]["PHQ-9-every_months"].value() == "7"
    office.post(reverse(SCHEDULE), as_shown(answer))
    assert points_at(room.organisation)["PHQ-9"].every_months == 7


def test_what_a_second_manager_left_alone_stays_as_the_first_set_it(room, office):
    first, second = (office.get(reverse(SCHEDULE)) for _each in range(2))
    office.post(reverse(SCHEDULE), as_shown(first, **{"PHQ-9-every_months": "2"}))

    office.post(reverse(SCHEDULE), as_shown(second, **{"SDS-every_months": "5"}))

    now = points_at(room.organisation)
    assert (now["PHQ-9"].every_months, now["SDS"].every_months) == (2, 5)


def test_two_managers_set_the_same_tolerance_and_neither_is_overwritten_unseen(room, office):
    field = f"mg_{room.site.uid}"
    first, second = (office.get(reverse(TOLERANCES)) for _each in range(2))
    office.post(reverse(TOLERANCES), as_shown(first, **{field: "2", "source": "Order 1"}))

    answer = office.post(reverse(TOLERANCES), as_shown(second, **{field: "9", "source": "Order 2"}))

    assert "Somebody else changed this meanwhile. Now it is:" in answer.content.decode()
    assert (tolerated(room), answer.context["form"][field].value()) == (2, "9")
    office.post(reverse(TOLERANCES), as_shown(answer))
    assert tolerated(room) == 9


def test_a_tolerance_that_was_left_alone_stays_as_another_set_it(room, office):
    first, second = (office.get(reverse(TOLERANCES)) for _each in range(2))
    field = f"mg_{room.site.uid}"
    office.post(reverse(TOLERANCES), as_shown(first, **{field: "2", "source": "Order 1"}))

    office.post(reverse(TOLERANCES), as_shown(second))

    assert tolerated(room) == 2


def test_what_another_clinics_page_showed_says_nothing_here(room, manager, enter):
    other = clinic()
    give_role(user=manager, role=Role.CLINIC_MANAGER, organisation=other, by=None)
    office = enter(manager)
    page = office.get(f"{reverse(SCHEDULE)}?clinic={other.uid}")

    office.post(
        f"{reverse(SCHEDULE)}?clinic={room.organisation.uid}",
        as_shown(page, **{"SDS-every_months": "5"}),
    )

    assert points_at(room.organisation)["SDS"].every_months == 5
