"""The catalogue in the office: who writes, who approves, what never changes."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Revision
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from cms.catalogue import shown
from cms.models import ReviewAnswers
from kernel.models import AuditEvent, Organisation
from prevention.models import Instrument, InterventionType, Programme, ProgrammeVersion
from tests.factories.kernel import editor, ngo, reviewer, translator
from tests.factories.prevention import make_programme, make_version
from tests.integration.office.writing import ANSWERS


Enter = Callable[..., Client]
BECAUSE = {"reason": "A later trial found harm."}


def at(model: type, view: str, *args: object) -> str:
    """The address of a view of a model of the catalogue."""
    return reverse(f"wagtailsnippets_prevention_{model._meta.model_name}:{view}", args=args)


def facts(programme: Programme, **fields: object) -> dict:
    """The form of a programme with one text."""
    text = programme.texts.get(language="en")
    texts = [{"id": str(text.pk), "language": "en", "name": fields.pop("name", text.name)}]
    return nested_form_data(
        {
            "code": programme.code,
            "slug": programme.slug,
            "kind": programme.kind,
            "settings": ["school"],
            "levels": ["U"],
            "texts": inline_formset(texts, initial=1),
            "ratings": inline_formset([]),
            "studies": inline_formset([]),
        }
        | fields
    )


def draft_of_version(**fields: object) -> ProgrammeVersion:
    version = make_version(sessions=0)
    ProgrammeVersion.objects.filter(pk=version.pk).update(live=False, **fields)
    version.refresh_from_db()
    return version


def approve(client: Client, row: Programme | ProgrammeVersion, *, why: str = "A trial.") -> None:
    """Approve the step at hand; no registry has rated the programme."""
    state = type(row).objects.get(pk=row.pk).current_workflow_task_state
    address = at(type(row), "workflow_action", row.pk, "approve", state.pk)
    client.post(address, ANSWERS | {"override_reason": why})


def version_form(version: ProgrammeVersion, **fields: object) -> dict:
    return nested_form_data(
        {
            "programme": str(version.programme_id),
            "label": version.label,
            "language": version.language,
            "completion_threshold": "0.75",
            "max_group_size": "30",
            "components": inline_formset([]),
            "plans": inline_formset([{"number": 1, "kind": "core", "title": "A", "minutes": 45}]),
            "fidelity_items": inline_formset([]),
        }
        | fields
    )


@pytest.mark.parametrize("make", [editor, reviewer, translator])
@pytest.mark.parametrize("model", [Programme, ProgrammeVersion, InterventionType, Instrument])
def test_everybody_of_the_nation_reads_the_catalogue(
    enter: Enter, organisation: Organisation, make: Callable, model: type
):
    make_version()
    Instrument.objects.create(code="AUDIT", name="AUDIT")

    response = enter(make(at=organisation)).get(at(model, "list"))

    assert response.status_code == 200
    assert str(model.objects.first()) in response.text


def test_the_list_asks_as_often_for_thirty_programmes_as_for_three(
    enter: Enter, organisation: Organisation, django_assert_max_num_queries: Callable
):
    client = enter(editor(at=organisation))
    client.get(at(Programme, "list"))
    for number in range(30):
        make_programme(f"PROGRAMME_{number}")

    with django_assert_max_num_queries(25):
        client.get(at(Programme, "list"))


def test_somebody_of_an_ngo_does_not_write_in_the_catalogue(enter: Enter):
    programme = make_programme()
    client = enter(editor(at=ngo()))

    for address in (at(Programme, "add"), at(Programme, "edit", programme.pk)):
        assert client.get(address).status_code == 302
        assert client.post(address, facts(programme)).url == "/office/"


def test_what_an_editor_saves_is_a_draft_until_a_reviewer_approves(
    enter: Enter, organisation: Organisation
):
    programme = make_programme()
    client = enter(editor(at=organisation))

    client.post(
        at(Programme, "edit", programme.pk), facts(programme, name="New", **{"action-submit": "1"})
    )
    assert programme.texts.get().name == "Test programme"
    state = programme.current_workflow_task_state
    assert state.task.specific._meta.model_name == "scientificreview"

    approve(enter(reviewer(at=organisation)), programme)

    programme = Programme.objects.get(pk=programme.pk)
    assert programme.texts.get().name == "New"
    assert (programme.status, str(programme.review_by)) == ("checked", "2027-05-31")


def test_a_reviewer_answers_for_a_programme_that_no_registry_rates_well(
    enter: Enter, organisation: Organisation
):
    version, author, person = draft_of_version(), editor(at=organisation), reviewer(at=organisation)
    version.save_revision(user=author)
    version.get_workflow().start(version, author)
    client = enter(person)

    approve(client, version, why=" ")
    unsigned = ProgrammeVersion.objects.get(pk=version.pk).live
    approve(client, version, why="A trial of our own.")

    assert not unsigned
    answers = ReviewAnswers.objects.get(revision__object_id=str(version.pk))
    assert ProgrammeVersion.objects.get(pk=version.pk).live_revision_id == answers.revision_id
    assert (answers.override_reason, answers.finished_by) == ("A trial of our own.", person)


@pytest.mark.parametrize("is_superuser", [False, True])
def test_a_reviewer_does_not_approve_what_they_wrote(
    enter: Enter, organisation: Organisation, *, is_superuser: bool
):
    programme = make_programme()
    person = reviewer(at=organisation, is_superuser=is_superuser)
    client = enter(person)
    edit = at(Programme, "edit", programme.pk)

    client.post(edit, facts(programme, name="Mine", **{"action-submit": "1"}))
    state = programme.current_workflow_task_state
    approve = at(Programme, "workflow_action", programme.pk, "approve", state.pk)
    client.post(approve, {"review_by": "2027-05-31"})
    client.post(edit, facts(programme, name="Mine", **{"action-publish": "1"}))

    assert Programme.objects.get(pk=programme.pk).texts.get().name == "Test programme"


def test_a_translator_changes_texts_and_nothing_else(enter: Enter, organisation: Organisation):
    programme = make_programme()
    client = enter(translator(at=organisation))
    edit = at(Programme, "edit", programme.pk)

    page = client.get(edit)
    client.post(edit, facts(programme, name="По-русски", developer="Somebody"))

    revision = Programme.objects.get().get_latest_revision_as_object()
    assert 'name="developer"' not in page.text
    assert revision.developer == ""
    assert revision.texts.get().name == "По-русски"


def test_a_translator_begins_and_retires_nothing(enter: Enter, organisation: Organisation):
    version = make_version()
    client = enter(translator(at=organisation))

    for address in (at(ProgrammeVersion, "begin", version.pk),
                    at(ProgrammeVersion, "retire", version.pk)):  # fmt: skip
        assert client.get(address).status_code == 302
    assert (
        at(ProgrammeVersion, "begin", version.pk)
        not in client.get(at(ProgrammeVersion, "inspect", version.pk)).text
    )


def test_a_draft_of_a_version_can_be_written(enter: Enter, organisation: Organisation):
    version = draft_of_version()
    client = enter(editor(at=organisation))
    edit = at(ProgrammeVersion, "edit", version.pk)

    assert client.get(edit).status_code == 200
    client.post(edit, version_form(version, max_group_size="12"))

    version = ProgrammeVersion.objects.get(pk=version.pk)
    assert version.get_latest_revision_as_object().max_group_size == 12


def test_two_sessions_of_one_number_are_refused(enter: Enter, organisation: Organisation):
    version = draft_of_version()
    session = {"number": 1, "kind": "core", "title": "A", "minutes": 45}

    response = enter(editor(at=organisation)).post(
        at(ProgrammeVersion, "edit", version.pk),
        version_form(version, plans=inline_formset([session, session])),
    )

    assert "Give each session its own number." in response.text
    assert version.latest_revision is None


@pytest.mark.parametrize("is_superuser", [False, True])
def test_an_approved_version_does_not_change(
    enter: Enter, organisation: Organisation, *, is_superuser: bool
):
    version = make_version()
    revision = version.save_revision()
    client = enter(editor(at=organisation, is_superuser=is_superuser))
    addresses = [
        at(ProgrammeVersion, "edit", version.pk),
        at(ProgrammeVersion, "unpublish", version.pk),
        at(ProgrammeVersion, "delete", version.pk),
        at(ProgrammeVersion, "revisions_revert", version.pk, revision.pk),
    ]

    for address in addresses:
        assert client.get(address).status_code == 302
        changed = version_form(version, max_group_size="12", **{"action-publish": "1"})
        assert client.post(address, changed).status_code == 302

    version = ProgrammeVersion.objects.get(pk=version.pk)
    assert (version.live, version.max_group_size) == (True, 35)
    assert version.get_latest_revision_as_object().max_group_size == 35


def test_a_new_version_begins_with_the_parts_of_the_old_one(
    enter: Enter, organisation: Organisation
):
    version = make_version(sessions=3)
    client = enter(editor(at=organisation))
    begin = at(ProgrammeVersion, "begin", version.pk)

    assert client.get(begin).status_code == 200
    response = client.post(begin, {"label": "Second"})

    new = ProgrammeVersion.objects.get(label="Second")
    assert response.url == at(ProgrammeVersion, "edit", new.pk)
    assert not new.live
    assert (new.plans.count(), new.fidelity_items.count()) == (3, 3)
    assert (version.plans.count(), version.fidelity_items.count()) == (3, 3)
    assert AuditEvent.objects.get(event="prevention.version.begun").detail == {"row": new.pk}


def test_two_versions_of_one_label_are_refused(enter: Enter, organisation: Organisation):
    version = make_version()

    response = enter(editor(at=organisation)).post(
        at(ProgrammeVersion, "begin", version.pk), {"label": version.label}
    )

    assert "label that no version" in response.text


def test_a_reviewer_retires_a_version_once(enter: Enter, organisation: Organisation):
    version = make_version()
    client = enter(reviewer(at=organisation))
    retire = at(ProgrammeVersion, "retire", version.pk)

    without, first, second = (
        client.post(retire),
        client.post(retire, BECAUSE),
        client.post(retire, BECAUSE),
    )

    version.refresh_from_db()
    assert version.retired_on is not None
    assert (without.status_code, first.status_code) == (200, 302)
    assert "Only an approved version" in second.text
    history = client.get(at(ProgrammeVersion, "history", version.pk)).text
    assert "Retired" in history
    assert BECAUSE["reason"] in history


def test_an_editor_retires_nothing(enter: Enter, organisation: Organisation):
    version = make_version()

    retire = at(ProgrammeVersion, "retire", version.pk)
    response = enter(editor(at=organisation)).post(retire, BECAUSE)

    version.refresh_from_db()
    assert "Your role does not include this act" in response.text
    assert version.retired_on is None


def test_a_reviewer_retires_a_programme_once(enter: Enter, organisation: Organisation):
    programme = make_programme()
    client = enter(reviewer(at=organisation))
    retire = at(Programme, "retire", programme.pk)

    without, first, second = (
        client.post(retire),
        client.post(retire, BECAUSE),
        client.post(retire, BECAUSE),
    )

    programme.refresh_from_db()
    assert (programme.status, without.status_code, first.status_code) == ("retired", 200, 302)
    assert "retired already" in second.text
    assert BECAUSE["reason"] in client.get(at(Programme, "history", programme.pk)).text


def test_only_reviewers_are_led_to_retiring_a_programme(enter: Enter, organisation: Organisation):
    programme = make_programme()
    retire = at(Programme, "retire", programme.pk)
    places = (at(Programme, "list"), at(Programme, "edit", programme.pk))
    reviewing, others = enter(reviewer(at=organisation)), (
        enter(editor(at=organisation)), enter(translator(at=organisation)),
    )  # fmt: skip

    assert all(retire in reviewing.get(place).text for place in places)
    assert not any(retire in client.get(place).text for client in others for place in places)
    reviewing.post(retire, BECAUSE)
    assert not any(retire in reviewing.get(place).text for place in places)


def test_a_draft_from_before_does_not_bring_a_retired_programme_back(
    enter: Enter, organisation: Organisation
):
    programme = make_programme()
    form = facts(programme, name="Before", **{"action-submit": "1"})
    enter(editor(at=organisation)).post(at(Programme, "edit", programme.pk), form)
    client = enter(reviewer(at=organisation))

    client.post(at(Programme, "retire", programme.pk), BECAUSE)
    approve(client, programme)

    programme = Programme.objects.get(pk=programme.pk)
    assert (programme.texts.get().name, programme.status) == ("Before", "retired")
    assert not shown().exists()


def test_a_draft_from_before_does_not_bring_a_retired_version_back():
    version = make_version()
    before = version.save_revision()
    ProgrammeVersion.objects.update(retired_on="2026-03-01")

    Revision.objects.get(pk=before.pk).publish()

    version.refresh_from_db()
    assert str(version.retired_on) == "2026-03-01"


def test_a_reviewer_checks_the_stars_of_a_type_and_names_it(
    enter: Enter, organisation: Organisation
):
    kind = InterventionType.objects.create(code="TEST", levels=["U"])
    client = enter(reviewer(at=organisation))
    form = {"code": "TEST", "name_ru": "Проверка", "levels": ["U", "S"], "sort_order": "1",
            "stars": "3", "stars_checked_on": "2026-03-01"}  # fmt: skip

    assert client.get(at(InterventionType, "edit", kind.pk)).status_code == 200
    client.post(at(InterventionType, "edit", kind.pk), form)

    kind.refresh_from_db()
    assert (kind.levels, str(kind.stars_checked_on)) == (["U", "S"], "2026-03-01")
    assert list(kind.names.values_list("language", "name")) == [("ru", "Проверка")]

    client.post(at(InterventionType, "edit", kind.pk), form | {"name_ru": ""})
    assert not kind.names.exists()


def test_an_editor_does_not_change_the_taxonomy(enter: Enter, organisation: Organisation):
    kind = InterventionType.objects.create(code="TEST")
    client = enter(editor(at=organisation))

    assert client.get(at(InterventionType, "edit", kind.pk)).status_code == 302
    assert client.post(at(Instrument, "add"), {"code": "X", "name": "X"}).status_code == 302
    assert not Instrument.objects.exists()
