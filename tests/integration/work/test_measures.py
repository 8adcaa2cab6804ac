"""Measures through the work door: filled in, scored on the way, refused item by item."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clinics.models import InstrumentText, Measure, SubstanceUse
from kernel.models.audit_events import AuditEvent
from tests.factories.clinics import TreatmentDemandFactory
from tests.factories.kernel import clinic, clinic_manager, clinician, nurse
from tests.factories.measures import PHQ_9, InstrumentTextFactory, MeasureFactory
from tests.factories.work import Room, make_room


pytestmark = pytest.mark.django_db
TODAY = f"{timezone.localdate():%d.%m.%Y}"


def sent(**answers: Any) -> dict[str, Any]:
    """A filled-in form."""
    usual = {
        "on": TODAY, "occasion": "REVIEW", "administered": "INTERVIEW", "token": str(uuid4()),
    }  # fmt: skip
    return usual | PHQ_9 | answers


def address(name: str, room: Room, code: str = "PHQ-9") -> str:
    """Where a questionnaire of the room's episode is."""
    return reverse(f"work:{name}", args=[room.episode.uid, code])


def page_of(room: Room) -> str:
    """Where the measures of the room's patient are."""
    return reverse("work:measures", args=[room.patient.uid])


def test_a_measure_is_recorded(door: Client, room: Room) -> None:
    response = door.post(address("measure", room), sent())

    assert response["Location"] == f"{page_of(room)}?episode={room.episode.uid}"
    assert Measure.objects.get().total == 8
    assert "Mild depression" in door.get(response["Location"]).content.decode()


@pytest.mark.parametrize(
    "code", ["ASSIST", "AUDIT", "AUDIT-C", "DUDIT", "DAST-10", "SDS", "TOP", "GAD-7", "COWS",
             "CIWA-AR"],
)  # fmt: skip
def test_every_questionnaire_has_a_form(code: str, door: Client, room: Room) -> None:
    page = door.get(address("measure", room, code))

    assert page.status_code == 200
    assert f"{code} " in page.content.decode() or code in page.content.decode()


def test_an_unknown_questionnaire_does_not_exist(door: Client, room: Room) -> None:
    assert door.get(address("measure", room, "ASI")).status_code == 404
    assert door.get(f"{page_of(room)}?fill=ASI&episode={room.episode.uid}").status_code == 404
    assert door.get(f"{page_of(room)}?fill=TOP&episode=none").status_code == 404


def test_the_list_leads_to_the_form(door: Client, room: Room) -> None:
    response = door.get(f"{page_of(room)}?fill=TOP&episode={room.episode.uid}")

    assert response["Location"] == address("measure", room, "TOP")


def test_thoughts_of_death_keep_the_form_open(door: Client, room: Room) -> None:
    page = door.post(address("measure", room), sent(q9=2)).content.decode()

    assert "act now, and say what was done for safety today." in page
    assert 'name="q9" value="2" id="id_q9_2" checked' in " ".join(page.split())
    assert "8 of" not in page
    assert not Measure.objects.exists()


def test_weeks_that_do_not_add_up_are_refused_beside_the_item(door: Client, room: Room) -> None:
    weeks = {"q1.opioids": 20, "q1.opioids.week4": 7, "q1.opioids.week3": 0,
             "q1.opioids.week2": 0, "q1.opioids.week1": 0}  # fmt: skip

    page = door.post(address("measure", room, "TOP"), sent(**weeks)).content.decode()

    assert "the total differs from the sum of the four weeks." in page
    assert 'href="#id_q1.opioids"' in page
    assert 'value="20"' in page


def test_an_answer_that_is_not_on_the_form_is_refused(door: Client, room: Room) -> None:
    page = door.post(address("measure", room, "TOP"), sent(**{"q1.alcohol": 29})).content.decode()

    assert "use a whole number from 0 to 28." in page
    assert not Measure.objects.exists()


def test_an_entry_measure_far_from_the_start_is_confirmed(door: Client, room: Room) -> None:
    form = sent(occasion="ENTRY", **{"q1.alcohol": 3})

    page = door.post(address("measure", room, "TOP"), form).content.decode()
    response = door.post(address("measure", room, "TOP"), form | {"confirmed": "V40"})

    assert "Is this right?" in page
    assert response.status_code == 302


def test_the_score_follows_without_storing_anything(door: Client, room: Room) -> None:
    before = AuditEvent.objects.count()

    panel = door.post(address("measure-score", room), sent(q9=1, q1="")).content.decode()

    text = " ".join(panel.split())
    assert "<html" not in text
    assert "act today" in text
    assert "9 <small>of 27" in text
    assert "Interest and pleasure" in text
    assert (Measure.objects.count(), AuditEvent.objects.count()) == (0, before)


def test_the_score_says_what_is_wrong(door: Client, room: Room) -> None:
    panel = door.post(address("measure-score", room, "TOP"), sent(**{"q1.alcohol": 29}))

    assert "Alcohol: use a whole number from 0 to 28." in panel.content.decode()


def test_without_a_script_a_button_shows_the_score(door: Client, room: Room) -> None:
    page = door.post(address("measure", room), sent(show="1")).content.decode()

    assert "8 <small>of 27" in page
    assert "u-errors" not in page
    assert not Measure.objects.exists()


def test_what_need_not_be_asked_is_marked(door: Client, room: Room) -> None:
    page = door.post(
        address("measure", room, "AUDIT-C"), sent(show="1", q1="0", q2="", q3="")
    ).content.decode()

    assert page.count("u-item u-skipped") == 2
    assert "Below the cut-off" in page


def test_the_substance_chooses_the_cut_off(door: Client, room: Room) -> None:
    demand = TreatmentDemandFactory(episode=room.episode)
    SubstanceUse.objects.filter(demand=demand, rank=1).update(substance="HEROIN")
    answers = {f"q{number}": 1 for number in range(1, 6)}

    form = door.get(address("measure", room, "SDS")).content.decode()
    door.post(address("measure", room, "SDS"), sent(**answers, substance="HEROIN"))

    assert '<option value="HEROIN" selected>' in form
    assert Measure.objects.get().bands == {"HEROIN": "AT_CUT_OFF"}
    assert "SDS, Heroin" in door.get(page_of(room)).content.decode()


def test_a_measure_is_corrected_and_voided(door: Client, room: Room) -> None:
    measure = MeasureFactory(episode=room.episode)
    correct = reverse("work:measure-correct", args=[measure.uid])

    form = door.get(correct).content.decode()
    answer = door.post(correct, sent(q1=3, reason="TYPING_ERROR"))
    new = Measure.objects.get(state="CURRENT")
    gone = door.post(reverse("work:measure-void", args=[new.uid]), {"reason": "DUPLICATE"})

    assert 'name="q8" value="1" id="id_q8_1" checked' in " ".join(form.split())
    assert (answer.status_code, new.total, new.replaces) == (302, 10, measure)
    assert gone.status_code == 302
    assert door.get(correct).status_code == 404


def test_a_trend_names_its_bands_and_has_a_table(door: Client, room: Room) -> None:
    for total, days in ((17, 60), (12, 30), (8, 1)):
        day = timezone.localdate() - timedelta(days=days)
        MeasureFactory(episode=room.episode, on=day, total=total)

    page = door.get(page_of(room)).content.decode()

    assert page.count('<circle class="dk"') == 3
    assert "Moderate depression" in page
    assert "Show as a table" in page


def test_a_top_that_was_never_filled_in_is_overdue_and_stands_first(
    door: Client, room: Room
) -> None:
    page = door.get(page_of(room)).content.decode()

    assert "Overdue" in page
    assert page.index('<option value="TOP">') < page.index('<option value="ASSIST">')


def test_the_wording_of_the_clinic_is_shown_and_kept(door: Client, room: Room) -> None:
    text = InstrumentTextFactory(organisation=room.organisation)
    InstrumentTextFactory(organisation=clinic())

    plain = door.get(address("measure", room)).content.decode()
    worded = door.get(f"{address('measure', room)}?text={text.uid}").content.decode()
    door.post(address("measure", room), sent(text=str(text.uid)))

    assert "Line of q9" not in plain
    assert "Line of q9" in worded
    assert Measure.objects.get().text == text


def test_a_manager_adds_a_text(room: Room, enter: Callable) -> None:
    browser = enter(clinic_manager(at=room.organisation))
    form = {
        "organisation": str(room.organisation.uid), "instrument": "GAD-7", "language": "ky",
        "lines": "\n".join(f"Line {n}" for n in range(1, 8)), "licence": "Permission, 2026",
    }  # fmt: skip
    texts = reverse("work:measure-texts")

    short = browser.post(texts, form | {"lines": "Line 1"}).content.decode()
    answer = browser.post(texts, form)

    assert "GAD-7 has 7 items and the text 1 lines." in short
    assert answer.status_code == 302
    assert InstrumentText.objects.get().items["q1"] == "Line 1"
    assert "has 7 lines" in browser.get(f"{texts}?instrument=GAD-7").content.decode()


@pytest.mark.parametrize("who", [nurse, clinician])
def test_texts_are_for_managers_alone(who: Any, room: Room, enter: Callable) -> None:
    assert enter(who(at=room.organisation)).get(reverse("work:measure-texts")).status_code == 404


def test_pages_cost_the_same_however_many_measures_there_are(door: Client, room: Room) -> None:
    def cost(url: str) -> int:
        with CaptureQueriesContext(connections["default"]) as asked:
            assert door.get(url).status_code == 200
        return len(asked)

    urls = [page_of(room), address("measure", room), address("measure", room, "ASSIST")]
    MeasureFactory(episode=room.episode)
    door.get(urls[0])  # the first page of a session asks who is there
    few = [cost(url) for url in urls]
    today = timezone.localdate()
    for days in range(60):
        MeasureFactory(episode=room.episode, on=today - timedelta(days=days))
    InstrumentTextFactory(organisation=room.organisation)

    assert [cost(url) for url in urls] == few
    assert max(few) <= 12


def test_other_rooms_have_measures_of_their_own(door: Client, room: Room) -> None:
    theirs = make_room()
    MeasureFactory(episode=theirs.episode)

    assert "Not filled in yet." in door.get(page_of(room)).content.decode()
    assert door.get(page_of(theirs)).status_code == 404
