"""Half a questionnaire is not lost: it comes back as it was left, with its score, unjudged."""

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from clinics.models import Draft, Measure
from tests.factories.measures import PHQ_9, InstrumentTextFactory, measure_in


pytestmark = pytest.mark.django_db
HALF = {"AUDIT": {"q1": "4", "q2": "2"}, "TOP": {"q1.alcohol": "12", "q1.opioids": "twenty"}}
WHOLE = {
    "AUDIT": {"q1": "4", "q2": "2", "q3": "1"}, "TOP": {"q1.alcohol": "12", "q1.opioids": "20"},
}  # fmt: skip


def address(room, code):
    """Where a questionnaire is filled in."""
    return reverse("work:measure", args=[room.episode.uid, code])


def typed(**answers):
    """A form without its day and occasion."""
    return {"token": str(uuid4()), "on": "1", "occasion": "", **answers}


@pytest.mark.parametrize("code", HALF)
def test_half_a_questionnaire_is_taken_up_sent_and_forgotten(code, door, room):
    where = address(room, code)
    assert door.post(where, typed(**HALF[code], draft="keep")).status_code == 204
    assert Draft.objects.get().subject == f"{room.episode.uid}/{code}"

    page = door.get(where)

    text = " ".join(page.content.decode().split())
    assert "Taken up from your draft" in text
    assert page.context["form"].errors == {}
    assert all(page.context["form"][name].value() == left for name, left in HALF[code].items())
    today = f"{timezone.localdate():%d.%m.%Y}"
    sent = typed(**WHOLE[code], administered="INTERVIEW") | {"on": today, "occasion": "REVIEW"}
    assert door.post(where, sent).status_code == 302
    assert not Draft.objects.exists()
    assert "Taken up from your draft" not in door.get(where).content.decode()
    assert Measure.objects.get().instrument == code


def test_the_score_of_what_was_left_stands_there(door, room):
    door.post(address(room, "AUDIT"), typed(**HALF["AUDIT"], draft="keep"))

    panel = door.get(address(room, "AUDIT")).context["panel"]

    assert panel.answered == 2


def test_what_need_not_be_asked_stays_put_away(door, room):
    door.post(address(room, "AUDIT-C"), typed(q1="0", draft="keep"))

    page = door.get(address(room, "AUDIT-C")).content.decode()

    assert page.count("u-item u-skipped") == 2


def test_each_questionnaire_has_a_draft_of_its_own(door, room):
    door.post(address(room, "AUDIT"), typed(**HALF["AUDIT"], draft="keep"))

    assert "Taken up from your draft" not in door.get(address(room, "TOP")).content.decode()


def test_a_draft_keeps_the_wording_in_which_it_was_begun(door, room):
    text = InstrumentTextFactory(organisation=room.organisation)
    where = address(room, "PHQ-9")
    door.post(where, typed(q1="1", text=str(text.uid), draft="keep"))

    begun = door.get(where)
    other = door.get(f"{where}?text=none")

    assert begun.context["text"] == text
    assert other.context["text"] is None
    assert other.context["form"]["q1"].value() == "1"


def test_topics_that_were_chosen_are_what_is_recorded(door, room):
    InstrumentTextFactory(organisation=room.organisation, language="en")
    where = address(room, "PHQ-9")
    page = door.get(f"{where}?text=none").content.decode()
    today = f"{timezone.localdate():%d.%m.%Y}"
    form = typed(administered="INTERVIEW", text="none") | PHQ_9
    door.post(where, form | {"on": today, "occasion": "REVIEW"})

    assert 'name="text" value="none"' in page
    assert Measure.objects.get().text is None


def test_half_a_correction_comes_back_too(door, room):
    measure = measure_in(room.episode)
    where = reverse("work:measure-correct", args=[measure.uid])
    door.post(where, {"reason": "", "on": "1", "q1": "3", "draft": "keep"})

    page = door.get(where)

    assert page.context["form"]["q1"].value() == "3"
    assert "Taken up from your draft" in page.content.decode()
