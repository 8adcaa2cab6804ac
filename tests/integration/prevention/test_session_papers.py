"""Registers on paper: numbers, a blank column for names, the list beneath; the print is logged."""

import sys
from io import BytesIO

import pytest
from django.core.cache import cache
from django.urls import reverse
from pypdf import PdfReader

from kernel.audit import Event
from kernel.models.audit_events import AuditEvent
from prevention.documents import registers
from prevention.documents.printing import Paper, draw_sheets, paper_of
from prevention.models import Cohort, Participant, Session
from tests.factories.kernel import facilitator
from ui.checks import has_pango


NEEDS_PANGO = pytest.mark.skipif(not has_pango(), reason="Pango is missing on this machine")


def at(name, row):
    return reverse(f"work:prevention-{name}", args=[row.uid])


def pages(answer):
    return [page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages]


@NEEDS_PANGO
def test_a_sheet_has_numbers_a_place_for_names_and_the_list(room, enter):
    Participant.objects.filter(cohort=room.cohort, number=5).update(left_on=room.session.on)

    answer = enter(room.facilitator_user).get(at("session-sheet", room.session))

    (page,) = pages(answer)
    assert answer["Content-Type"] == "application/pdf"
    words = page.split()
    assert words.count("Name") == 2
    assert "12" in words
    assert "Everybody practised" in page
    assert all(label in page for label in ("Yes", "Partly", "Does not apply", "No."))
    assert AuditEvent.objects.get(event=Event.DELIVERY_PRINTED).object_uids == [
        str(room.session.uid)
    ]


@NEEDS_PANGO
def test_a_group_prints_its_register_and_a_sheet_for_what_is_to_come(room, door):
    for status, number in (("delivered", 2), ("cancelled", 3), ("scheduled", 4)):
        Session.objects.create(
            organisation=room.organisation, cohort=room.cohort, on=room.session.on,
            plan=room.version.plans.get(number=number), minutes=45, status=status,
            entered_at=room.implementation.created_at,
        )  # fmt: skip

    named = pages(door.get(at("sessions-sheets", room.cohort)))
    heads = pages(door.get(at("sessions-sheets", room.headcount)))

    assert len(named) == 3
    assert "Register of group 7A" in named[0]
    assert "Session 1" in named[1]
    assert "Session 4" in named[2]
    assert "No session is planned" in heads[0]


@pytest.fixture
def long(monkeypatch):
    """Every register takes long to draw."""
    monkeypatch.setattr(registers, "CELLS_AT_ONCE", 0)


@NEEDS_PANGO
@pytest.mark.usefixtures("long")
def test_many_sheets_are_drawn_in_the_background_and_the_page_says_so(room, door, enter):
    address = at("sessions-sheets", room.cohort)

    asked = door.get(address).content.decode()
    ready = door.post(address, follow=True).content.decode()
    file = door.get(f"{address}?file=1")

    assert "Draw the sheets" in asked
    assert "Open the sheets" in ready
    assert file["Content-Type"] == "application/pdf"
    assert AuditEvent.objects.filter(event=Event.DELIVERY_PRINTED).count() == 1
    assert (
        "Draw the sheets" in enter(room.facilitator_user).get(f"{address}?file=1").content.decode()
    )


@pytest.mark.usefixtures("long")
@pytest.mark.parametrize(
    ("paper", "said"),
    [
        (Paper("waiting"), "Step 1 of 2"),
        (Paper("drawing"), "Step 2 of 2"),
        (Paper("failed"), "stopped in the middle"),
        (Paper("refused", refusal="No letters"), "No letters"),
    ],
)
def test_the_page_tells_how_far_the_sheets_are(paper, said, room, door):
    address = at("sessions-sheets", room.cohort)
    cache.set(f"prevention-sheets-{room.cohort.uid}-en-{room.manager.pk}", paper)

    page = door.get(address).content.decode()
    part = door.get(address, headers={"HX-Request": "true"}).content.decode()
    door.post(address)

    assert said in page
    assert said in part
    assert "<html" not in part
    assert ('hx-trigger="every 2s"' in part) is paper.is_under_way
    is_same = paper_of(room.cohort, language="en", by=room.manager) == paper
    assert is_same is paper.is_under_way


@pytest.mark.usefixtures("long")
def test_who_left_meanwhile_gets_no_sheets(room):
    person = facilitator(at=room.organisation)

    with pytest.raises(Cohort.DoesNotExist):
        draw_sheets.func(str(room.cohort.uid), "en", person.pk)

    assert paper_of(room.cohort, language="en", by=person) == Paper("failed")


@NEEDS_PANGO
def test_a_group_counted_by_heads_gets_three_boxes_and_no_lines(room, door):
    session = Session.objects.create(
        organisation=room.organisation, cohort=room.headcount, on=room.session.on
    )

    (page,) = pages(door.get(at("session-sheet", session)))

    assert "Girls" in page
    assert "Name" not in page.split()


def test_a_machine_without_pango_says_so(room, door, monkeypatch):
    class Missing:
        """An import that fails as WeasyPrint's does."""

        def find_spec(self, name, path=None, target=None):
            if name == "weasyprint":
                raise OSError("cannot load library 'libpango-1.0-0'")

    for name in [each for each in sys.modules if each.startswith("weasyprint")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr("sys.meta_path", [Missing(), *sys.meta_path])

    for name, row in (("session-sheet", room.session), ("sessions-sheets", room.cohort)):
        answer = door.get(at(name, row), follow=True)
        assert "apt-get install libpango" in answer.content.decode()
    assert not AuditEvent.objects.filter(event=Event.DELIVERY_PRINTED).exists()
