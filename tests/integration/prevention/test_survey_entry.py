"""Typing in from paper: digits, then the code apart; whoever types in reads nothing back."""

from uuid import uuid4

import pytest
from django.urls import reverse

from kernel.audit import Event
from kernel.models.audit_events import AuditEvent
from kernel.permissions import NotPermitted
from kernel.study_keys import destroy_study_key, make_study_key, study_key
from prevention.actions.responses import Given, NoSuchSheet, enter_answers, enter_code
from prevention.actions.waves import close_wave
from prevention.models import Answer, CodeElement, Response
from prevention.policies.waves import WaveRefused
from prevention.rules.sgic import Element, hashed
from tests.factories.prevention import make_cohort


BOXES = {"code_1": "Г", "code_2": "X", "code_3": "7", "code_4": "0"}


@pytest.fixture(autouse=True)
def key(room, vault_keys):
    make_study_key(room.implementation.uid)
    return study_key(room.implementation.uid)


def address(room, name="enter"):
    return reverse(f"work:prevention-wave-{name}", args=[room.wave.uid, room.cohort.uid])


def sheet(**fields):
    return {"token": str(uuid4()), "q1": "3", "q2": "", "gender": "1", "age_band": "3"} | fields


def test_digits_become_answers_and_the_code_follows_apart(room, door, key):
    typed = sheet()

    to_code = door.post(address(room), typed)
    page = door.get(to_code.url)
    done = door.post(to_code.url, BOXES | {"sheet": typed["token"]})

    response = Response.objects.get()
    assert to_code.url == f"{address(room, 'code')}?sheet={typed['token']}"
    assert (response.source, response.gender, response.age_band) == ("paper", "f", "13-15")
    assert [(each.item.number, each.value) for each in response.answers.all()] == [(1, 2)]
    assert done.url == address(room)
    expected = hashed({Element(number): BOXES.get(f"code_{number}", "")
                       for number in range(1, 8)}, key=key)  # fmt: skip
    assert [row.fine for row in response.code.order_by("position")] == [
        each.fine for each in expected
    ]
    assert "13-15" not in page.content.decode()
    assert AuditEvent.objects.filter(event=Event.RESPONSE_ENTERED).count() == 1
    assert str(response.pk) not in str(AuditEvent.objects.values_list("object_uids", "detail"))


def test_a_double_tap_types_in_one_sheet_and_one_code(room, door):
    typed = sheet()
    door.post(address(room), typed)
    door.post(address(room), typed)
    code = BOXES | {"sheet": typed["token"]}
    door.post(address(room, "code"), code)
    again = door.post(address(room, "code"), code | {"code_1": "А"})

    assert Response.objects.count() == 1
    assert CodeElement.objects.count() == 7
    assert again.url == address(room)


@pytest.mark.parametrize("fields", [{"q1": "5"}, {"q1": "0"}, {"q1": "x"}, {"gender": "4"}])
def test_a_digit_that_is_not_on_the_sheet_is_said(room, door, fields):
    answer = door.post(address(room), sheet(**fields))

    assert answer.status_code == 200
    assert "is not on the sheet" in answer.content.decode()
    assert not Response.objects.exists()


def test_enter_in_the_middle_looks_and_does_not_save(room, door):
    answer = door.post(address(room), sheet(look="1"))

    assert answer.status_code == 200
    assert not Response.objects.exists()


def test_a_sheet_may_have_no_code(room, door):
    typed = sheet()
    to_code = door.post(address(room), typed)
    door.post(to_code.url, {"sheet": typed["token"]})

    assert not CodeElement.objects.exists()


def test_a_code_that_cannot_be_read_is_said_beside_its_box(room, door):
    typed = sheet()
    to_code = door.post(address(room), typed)

    answer = door.post(to_code.url, BOXES | {"sheet": typed["token"], "code_3": "45"})

    assert "01 to 31" in answer.content.decode()
    assert not CodeElement.objects.exists()


@pytest.mark.parametrize(
    "asked", ["", "?sheet=", "?sheet=mine", "?sheet=a5f4b9ed-47c6-475b-860a-99500a6ed669"]
)
def test_without_answers_there_is_no_code_to_type(room, door, asked):
    assert door.get(address(room, "code") + asked).url == address(room)


def test_without_the_key_the_next_sheet_follows(room, door):
    destroy_study_key(room.implementation.uid)

    assert door.post(address(room), sheet()).url == address(room)


def test_a_number_is_typed_as_it_stands(room, door):
    room.wave.questionnaire.items.filter(number=2).update(kind="number", options=[])

    door.post(address(room), sheet(q2="12"))

    assert Answer.objects.get(item__number=2).value == 12


def test_a_closed_wave_takes_nothing(room, door):
    typed = sheet()
    door.post(address(room), typed)
    close_wave(room.wave, version=None, by=room.manager)

    answer = door.post(address(room), sheet())

    assert "cannot be opened again" in answer.content.decode()
    assert Response.objects.count() == 1
    with pytest.raises(WaveRefused):
        enter_code(wave=room.wave, cohort=room.cohort, code={}, token=uuid4(), by=room.manager)


def test_who_may_not_type_in_does_not(room, enter):
    given = Given(values={}, gender="o", age_band="")

    with pytest.raises(NotPermitted):
        enter_answers(wave=room.wave, cohort=room.cohort, given=given, token=uuid4(),
                      on=room.session.on, by=room.facilitator_user)  # fmt: skip
    with pytest.raises(NotPermitted):
        enter_code(wave=room.wave, cohort=room.cohort, code={}, token=uuid4(),
                   by=room.facilitator_user)  # fmt: skip
    assert enter(room.facilitator_user).get(address(room)).status_code == 404
    assert enter(room.facilitator_user).get(address(room, "code")).status_code == 404


def test_answers_of_another_group_take_no_code(room):
    given = Given(values={}, gender="o", age_band="")
    token = uuid4()
    enter_answers(wave=room.wave, cohort=room.headcount, given=given, token=token,
                  on=room.session.on, by=room.manager)  # fmt: skip

    with pytest.raises(NoSuchSheet, match="Type them in first"):
        enter_code(wave=room.wave, cohort=room.cohort, code={}, token=token, by=room.manager)


def test_a_second_code_for_one_sheet_changes_nothing(room):
    given, token = Given(values={}, gender="o", age_band=""), uuid4()
    sheet = {"wave": room.wave, "cohort": room.cohort, "token": token, "by": room.manager}
    enter_answers(given=given, on=room.session.on, **sheet)

    told = [enter_code(code={Element.DAY: day}, **sheet) for day in ("07", "08")]

    assert told == [True, False]
    assert CodeElement.objects.exclude(fine="").count() == 1


def test_a_dissolved_group_is_not_typed_in(room, door):
    gone = make_cohort(room.implementation, room.site, "gone", status="dissolved")

    place = reverse("work:prevention-wave-enter", args=[room.wave.uid, gone.uid])

    assert door.get(place).status_code == 404


def test_what_was_typed_in_is_only_counted(room, door):
    for _sheet in range(2):
        door.post(address(room), sheet())

    page = door.get(address(room)).content.decode()

    assert "2 sheets typed in" in page
    assert 'value="3"' not in page
