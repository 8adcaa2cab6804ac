"""Answers that were written down wrongly: the row that replaces them counts, on screen and off."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from clinics.facts import EPISODES, stream
from clinics.models import TreatmentDemand
from kernel.audit import Event
from kernel.models.audit_events import AuditEvent
from kernel.periods import Period
from tests.factories.clinics import TreatmentDemandFactory
from tests.factories.kernel import case_worker, clinician, nurse
from tests.integration.work.test_acts import ANSWERS


pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(room) -> TreatmentDemand:
    """Answers of the first day of the episode."""
    return TreatmentDemandFactory(
        episode=room.episode, as_of=room.episode.started_on, labour="STUDENT", labour_null=""
    )


def address(demand: TreatmentDemand) -> str:
    return reverse("work:demand-correct", args=[demand.uid])


def typed(demand: TreatmentDemand, **data: str) -> dict[str, str]:
    """A correction: all the questions, answered."""
    head = {
        "token": str(uuid4()), "as_of": f"{demand.as_of:%d.%m.%Y}", "reason": "TYPING_ERROR",
    }  # fmt: skip
    return head | ANSWERS | data


def test_the_form_begins_with_the_answers_and_their_day(door, asked):
    page = door.get(address(asked))

    assert page.context["form"]["labour"].value().value == "STUDENT"
    assert page.context["form"]["as_of"].value() == asked.as_of
    assert page.context["substances"].forms[0]["substance"].value().value == "HEROIN"


def test_corrected_answers_replace_the_old_ones(door, room, asked):
    answer = door.post(address(asked), typed(asked))

    asked.refresh_from_db()
    new = TreatmentDemand.objects.get(state="CURRENT")
    event = AuditEvent.objects.get(event=Event.ENTRY_CORRECTED)
    assert answer.url.endswith(f"{room.patient.uid}/?episode={room.episode.uid}")
    assert (asked.state, new.replaces, new.labour) == ("SUPERSEDED", asked, "UNEMPLOYED")
    assert new.substances.get().as_said == "сухой"
    assert (event.reason_code, event.detail["replaces"]) == ("TYPING_ERROR", str(asked.uid))


def test_reports_read_the_answers_that_hold(door, room, asked):
    TreatmentDemandFactory(episode=room.episode, as_of=asked.as_of + timedelta(days=30))
    door.post(
        address(asked),
        typed(
            asked,
            injecting="CURRENT",
            sharing="NEVER",
            age_first_injection="20",
            **{"substance-0-route": "INJECT"},
        ),
    )

    year = asked.as_of.year
    batches = stream(
        EPISODES, country=room.organisation.country,
        period=Period(date(year, 1, 1), date(year + 1, 1, 1)), cut_on=date(year + 1, 1, 1),
        key=b"k" * 32,
    )  # fmt: skip
    (row,) = [row for batch in batches for row in batch.to_pylist()]

    assert TreatmentDemand.objects.get(replaces=asked).injecting == "CURRENT"
    assert row["injecting"] == "CURRENT"


def test_what_a_rule_says_stands_at_the_field(door, asked):
    page = door.post(address(asked), typed(asked, previously_treated="", as_of="31.12.2099"))

    assert page.status_code == 200
    assert {"as_of", "previously_treated"} & set(page.context["form"].errors)
    assert TreatmentDemand.objects.get().state == "CURRENT"


def test_a_rule_about_a_substance_stands_at_the_substance(door, asked):
    page = door.post(address(asked), typed(asked, **{"substance-0-age_first_use": "80"}))

    assert page.context["substances"].forms[0].errors["age_first_use"]


def test_a_correction_says_why(door, asked):
    page = door.post(address(asked), typed(asked, reason=""))

    assert page.context["form"].errors["reason"]


def test_who_was_too_late_keeps_what_they_typed(door, asked):
    door.post(address(asked), typed(asked))

    page = door.post(address(asked), typed(asked, labour="STUDENT"))

    assert page.status_code == 200
    assert page.context["form"].non_field_errors()
    assert "STUDENT" in page.context["form"]["labour"].value()
    assert door.get(address(asked)).status_code == 404
    assert TreatmentDemand.objects.filter(state="CURRENT").get().labour == "UNEMPLOYED"


def test_a_double_tap_is_one_correction(door, asked):
    data = typed(asked)

    for _tap in range(2):
        door.post(address(asked), data)

    assert TreatmentDemand.objects.count() == 2


def test_all_days_are_listed_and_the_first_is_marked(door, room, asked):
    later = TreatmentDemandFactory(episode=room.episode, as_of=asked.as_of + timedelta(days=30))

    page = door.get(reverse("work:demand", args=[room.episode.uid]))

    assert [(each.uid, each.is_first) for each in page.context["days"]] == [
        (later.uid, False), (asked.uid, True),
    ]  # fmt: skip
    assert address(asked) in page.content.decode()


def test_the_patients_page_leads_to_the_correction(door, room, asked):
    page = door.get(reverse("work:patient", args=[room.patient.uid]))

    assert address(asked) in page.content.decode()


def test_who_may_not_write_episodes_is_refused(room, asked, enter):
    page = enter(nurse(at=room.organisation)).post(address(asked), typed(asked))

    assert page.context["form"].non_field_errors()
    assert enter(case_worker(at=room.organisation)).post(
        address(asked), typed(asked)
    ).status_code == 302  # fmt: skip


def test_answers_of_another_clinic_do_not_exist(asked, enter):
    stranger = enter(clinician(at=TreatmentDemandFactory().organisation))

    assert stranger.get(address(asked)).status_code == 404
    assert stranger.post(address(asked), typed(asked)).status_code == 404
