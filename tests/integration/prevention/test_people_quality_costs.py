"""Those who deliver and their trainings, answers on quality, costs."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from kernel.models.audit_events import AuditEvent
from prevention.models import Cost, Facilitator, Implementation, QualityAnswer, Training
from tests.factories.kernel import facilitator
from tests.factories.prevention import answer_quality


pytestmark = pytest.mark.django_db


def at(name, *args):
    return reverse(f"work:prevention-{name}", args=args)


def end(run):
    Implementation.objects.filter(pk=run.pk).update(status="reported")


def test_a_facilitator_is_added_with_an_account(door, room):
    person = facilitator(at=room.organisation)

    door.post(at("person-add"), {"name": "N-2", "role": "teacher", "user": person.uid})

    assert Facilitator.objects.get(name="N-2").user == person
    assert "N-2" in door.get(at("people")).content.decode()


def test_an_account_belongs_to_one_facilitator(door, room):
    typed = {"name": "N-2", "role": "teacher", "user": room.facilitator_user.uid}

    page = door.post(at("person-add"), typed).content.decode()

    assert "belongs to another facilitator" in page


def test_accounts_of_others_are_not_offered(door, room):
    page = door.post(
        at("person-add"), {"name": "N-2", "role": "teacher", "user": room.coordinator.uid}
    )

    assert page.status_code == 200
    assert not Facilitator.objects.filter(name="N-2").exists()


def test_a_facilitator_is_changed_and_a_late_form_shows_both(door, room):
    address = at("person-edit", room.facilitator.uid)
    typed = {"role": "psychologist", "user": room.facilitator_user.uid, "row_version": "1"}

    door.post(address, typed | {"name": "N-3"})
    page = door.post(address, typed | {"name": "N-4"}).content.decode()

    room.facilitator.refresh_from_db()
    assert (room.facilitator.name, room.facilitator.role) == ("N-3", "psychologist")
    assert "Two people at one record" in page
    assert "N-4" in page


def test_who_delivers_no_more_is_not_offered_and_may_come_back(door, room):
    address = at("person-retire", room.facilitator.uid)
    assert "Delivers no more" in door.get(address).content.decode()

    door.post(address, {})
    assert "T-1" not in door.get(at("people")).content.decode().split("<main")[1]
    assert "T-1" in door.get(at("people") + "?retired").content.decode()
    assert "Delivers again" in door.get(address).content.decode()
    door.post(address, {})

    room.facilitator.refresh_from_db()
    assert room.facilitator.retired_at is None


def test_a_training_is_written_down(door, room):
    typed = {
        "kind": "PROGRAMME_TOT", "programme": room.version.programme.code, "done_on": "01.02.2026",
        "valid_until": "01.02.2030",
    }  # fmt: skip

    door.post(at("training-add", room.facilitator.uid), typed)

    assert Training.objects.filter(kind="PROGRAMME_TOT").get().programme == room.version.programme
    assert "Trainer of a programme" in door.get(at("person", room.facilitator.uid)).content.decode()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"kind": "PROGRAMME_TOT"}, "Name the programme"),
        ({"kind": "UPC", "programme": "TEST_PROGRAMME"}, "Name the programme"),
        ({"kind": "UPC", "done_on": "01.02.2099"}, "has not come yet"),
        ({"kind": "UPC", "valid_until": "01.01.2020"}, "expires before it was done"),
    ],
)
def test_a_training_that_cannot_be_is_refused(typed, said, door, room):
    typed = {"programme": "", "done_on": "01.02.2026", "valid_until": ""} | typed

    page = door.post(at("training-add", room.facilitator.uid), typed).content.decode()

    assert said in page
    assert Training.objects.count() == 1


@pytest.mark.parametrize(
    ("days", "word"),
    [(-1, "Expired on"), (30, "Expires on"), (61, "without end"), (None, "without end")],
)
def test_when_a_training_expires_is_said(days, word, door, room):
    until = None if days is None else timezone.localdate() + timedelta(days=days)
    room.facilitator.trainings.update(valid_until=until)

    page = door.get(at("person", room.facilitator.uid)).content.decode()

    assert (word in page) == (days != 61)
    assert ("Expire" in page) == (days in {-1, 30})


@pytest.mark.parametrize(
    ("valid", "word"),
    [(None, "Trained"), (timedelta(30), "before the end"), (timedelta(-1), "Not trained")],
)
def test_who_leads_is_shown_with_whether_they_are_trained(valid, word, door, room):
    until = None if valid is None else timezone.localdate() + valid
    room.facilitator.trainings.update(valid_until=until)

    assert word in door.get(at("run-people", room.implementation.uid)).content.decode()


def test_the_longest_training_counts(door, room):
    training = room.facilitator.trainings.get()
    training.valid_until = timezone.localdate() + timedelta(days=10)
    training.save()
    for until in (None, timezone.localdate() + timedelta(days=20)):
        Training.objects.create(
            organisation=room.organisation, facilitator=room.facilitator,
            kind="PROGRAMME_FACILITATOR", programme=room.version.programme, on=training.on,
            valid_until=until,
        )  # fmt: skip

    page = door.get(at("run-people", room.implementation.uid)).content.decode()

    assert "before the end" not in page


def stage(run, code="1", **answers):
    """The form of stage 1: four questions."""
    blank = {f"{field}_{n}": "" for n in range(4) for field in ("verdict", "evidence")}
    return at("quality-stage", run.uid, code), blank | {
        f"seen_{n}": "0" for n in range(4)
    } | answers


def test_answers_are_given_by_stage_and_drawn(door, room):
    address, typed = stage(
        room.implementation, verdict_0="yes", evidence_0="Law of 2020", verdict_1="partly",
        verdict_2="no", verdict_3="na",
    )  # fmt: skip

    door.post(address, typed)

    page = door.get(at("run-quality", room.implementation.uid)).content.decode()
    assert "50 %" in page
    assert "Law of 2020" in page
    assert "<svg" in page
    assert QualityAnswer.objects.count() == 4
    event = AuditEvent.objects.get(event="prevention.quality.answered")
    assert event.fields == ["1.1", "1.2", "1.3", "1.4"]


def test_an_answer_is_changed_and_one_left_empty_stays(door, room):
    address, typed = stage(room.implementation, verdict_0="yes", verdict_1="no")
    door.post(address, typed)

    _address, typed = stage(room.implementation, verdict_0="partly", seen_0="1", seen_1="1")
    door.post(address, typed)
    door.post(address, typed | {"seen_0": "2"})

    answers = dict(QualityAnswer.objects.values_list("item", "verdict"))
    assert answers == {"1.1": "partly", "1.2": "no"}
    assert AuditEvent.objects.filter(event="prevention.quality.answered").count() == 2


def test_a_late_answer_is_shown_beside_the_other(door, room):
    address, typed = stage(room.implementation, verdict_0="yes", evidence_0="A paper")
    door.post(address, typed)

    late, typed = stage(room.implementation, verdict_0="no", verdict_1="yes")
    page = door.post(late, typed)
    shown = page.content.decode()
    assert "A paper" in shown
    assert "Somebody else answered" in shown
    assert not QualityAnswer.objects.filter(item="1.2").exists()

    door.post(late, typed | {"seen_0": "1"})
    assert QualityAnswer.objects.get(item="1.1").verdict == "no"
    assert QualityAnswer.objects.get(item="1.2").verdict == "yes"


def test_what_shows_it_needs_an_answer(door, room):
    address, typed = stage(room.implementation, evidence_0="A paper")

    page = door.post(address, typed).content.decode()

    assert "Answer the question, or empty the line" in page
    assert "A paper" in page


def test_a_stage_that_does_not_exist_has_no_page(door, room):
    assert door.get(at("quality-stage", room.implementation.uid, "9")).status_code == 404


def test_a_full_radar_has_an_area(door, room):
    answer_quality(room.implementation)
    for item in ("A", "6.1", "7.1", "8.1"):
        QualityAnswer.objects.create(
            organisation=room.organisation, implementation=room.implementation, item=item,
            verdict="partly",
        )  # fmt: skip

    page = door.get(at("run-quality", room.implementation.uid)).content.decode()

    assert 'class="area"' in page


def test_a_coordinator_reads_the_quality_and_a_facilitator_does_not(room, coordinating, enter):
    address = at("run-quality", room.implementation.uid)

    assert coordinating.get(address).status_code == 200
    assert enter(room.facilitator_user).get(address).status_code == 404


def cost(**changes):
    return {
        "category": "training", "amount": "1500.50", "currency": "usd", "on": "01.03.2026",
        "is_in_kind": "on", "note": "",
    } | changes  # fmt: skip


def test_costs_are_summed_by_currency_with_and_without_what_comes_once(door, room):
    door.post(at("cost-add", room.implementation.uid), cost())
    door.post(at("cost-add", room.implementation.uid), cost(amount="500", is_recurring="on"))

    sums = door.get(at("run-costs", room.implementation.uid)).context["costs"].sums

    assert [(each.currency, each.total, each.recurring, each.in_kind) for each in sums] == [
        ("KGS", Decimal(1000), Decimal(1000), Decimal(0)),
        ("USD", Decimal("2000.50"), Decimal(500), Decimal("2000.50")),
    ]


def test_a_cost_is_put_right_and_a_late_form_shows_both(door, room):
    address = at("cost", room.cost.uid)

    door.post(address, cost(amount="10", row_version="1"))
    page = door.post(address, cost(amount="20", row_version="1")).content.decode()

    assert Cost.objects.get().amount == 10
    assert "Two people at one record" in page


@pytest.mark.parametrize("changes", [{"amount": "-1"}, {"currency": "12K"}, {"currency": "US"}])
def test_what_is_no_cost_is_refused(changes, door, room):
    door.post(at("cost-add", room.implementation.uid), cost(**changes))

    assert Cost.objects.count() == 1


def test_what_has_ended_is_not_written_any_more(door, room):
    end(room.implementation)

    page = door.post(at("cost-add", room.implementation.uid), cost()).content.decode()
    address, typed = stage(room.implementation, verdict_0="yes")
    other = door.post(address, typed).content.decode()

    assert "has ended" in page
    assert "has ended" in other


def test_lists_of_people_cost_the_same_however_many(door, room, django_assert_max_num_queries):
    for number in range(5):
        Facilitator.objects.create(
            organisation=room.organisation, name=f"N-{number}", role="teacher"
        )

    with django_assert_max_num_queries(12):
        door.get(at("people"))
