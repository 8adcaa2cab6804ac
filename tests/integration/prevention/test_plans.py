"""Planning an implementation: what is warned of, what is refused, two people at one plan."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from kernel.audit import Event
from kernel.grants import give_role
from kernel.models.audit_events import AuditEvent
from kernel.permissions import Role
from prevention.actions.runs import (
    PLANNED_FIELDS,
    OutcomeFixed,
    SiteElsewhere,
    change_run,
    plan_run,
)
from prevention.models import DeliverySite, EvidenceRating, Implementation, Training
from prevention.policies.plans import NotUsable
from tests.factories.kernel import editor, ministry, ngo, reviewer
from tests.factories.prevention import make_cohort, make_programme, make_run, make_version


pytestmark = pytest.mark.django_db
PLAN = "work:prevention-plan"


@pytest.fixture
def rated(room):
    """The programme is rated, so that W11 is silent."""
    EvidenceRating.objects.create(
        programme=room.version.programme, registry="XCHANGE", code="beneficial", rank=10
    )


def typed(room, **changes):
    """A plan as it is typed; without warnings when the programme is rated."""
    return {
        "programme_version": room.version.pk, "title": "School 5", "sites": [room.site.uid],
        "starts_on": "01.09.2026", "ends_on": "30.05.2027", "sessions_planned": "4",
        "group_size": "25", "components": ["skills", "norms"], "methods": [],
        "interactive_share": "70", "addresses_minors": "on", "consent_route": "active",
        "arm_design": "none", "primary_outcome": "alcohol_30d", "funder": "",
    } | changes  # fmt: skip


def planned():
    return Implementation.objects.get(title="School 5")


def change_address(room):
    return reverse("work:prevention-run-edit", args=[room.implementation.uid])


@pytest.mark.usefixtures("rated")
def test_a_plan_without_warnings_is_saved_at_once(door, room):
    answer = door.post(reverse(PLAN), typed(room))

    run = planned()
    assert answer.url == reverse("work:prevention-run", args=[run.uid])
    assert (run.status, run.methods, list(run.sites.all())) == (
        "planned", ["skills", "norms"], [room.site],
    )  # fmt: skip
    assert AuditEvent.objects.get(event=Event.PROGRAMME_PLANNED).detail == {"warned": []}


@pytest.mark.usefixtures("rated")
def test_sessions_left_empty_are_those_of_the_manual(door, room):
    door.post(reverse(PLAN), typed(room, sessions_planned=""))

    assert planned().sessions_planned == 4


def test_a_warning_is_shown_and_acknowledged(door, room):
    page = door.post(reverse(PLAN), typed(room))
    assert "No registry has rated this programme" in page.content.decode()
    assert not Implementation.objects.filter(title="School 5").exists()

    door.post(reverse(PLAN), typed(room, confirmed=["W11"]))

    assert AuditEvent.objects.get(event=Event.PROGRAMME_PLANNED).detail == {"warned": ["W11"]}


def test_the_reviewer_who_signed_an_unrated_version_is_named(door, room):
    overview = reverse("work:prevention-run", args=[room.implementation.uid])
    author, person = editor(at=ministry()), reviewer(at=ministry(), staff_code="R-7")
    unsigned = door.get(overview).content.decode()

    room.version.save_revision(user=author)
    room.version.get_workflow().start(room.version, author).current_task_state.approve(user=person)

    assert "No scientific reviewer has signed the version." in unsigned
    assert (
        "The scientific reviewer R-7 signed the version on" in door.get(overview).content.decode()
    )


@pytest.mark.usefixtures("rated")
def test_a_block_is_saved_but_holds_the_plan_back(door, room):
    door.post(reverse(PLAN), typed(room, methods=["fear_appeal"], confirmed=["W02"]))

    page = door.get(reverse("work:prevention-run", args=[planned().uid])).content.decode()
    assert "Holds it back" in page
    assert "Ask the coordinator" in page


@pytest.mark.usefixtures("rated")
def test_a_concert_is_made_an_event(door, room):
    plan = typed(
        room, methods=["concert"], components=[], sessions_planned="1", confirmed=["W01", "W10"]
    )

    door.post(reverse(PLAN), plan)

    page = door.get(reverse("work:prevention-run", args=[planned().uid])).content.decode()
    assert "Awareness event" in page


@pytest.mark.usefixtures("rated")
def test_what_is_warned_of_is_said_while_one_types(door, room):
    plan = typed(room, methods=["fear_appeal"], title="", starts_on="") | {"look": "1"}

    page = door.post(reverse(PLAN), plan, headers={"HX-Request": "true"}).content.decode()

    assert "Fear appeals are ineffective" in page
    assert "<form" not in page
    assert not Implementation.objects.filter(title="").exists()


def test_without_a_programme_nothing_is_said(door, room):
    plan = typed(room, programme_version="") | {"look": "1"}

    page = door.post(reverse(PLAN), plan, headers={"HX-Request": "true"}).content.decode()

    assert "Choose a programme" in page


@pytest.mark.usefixtures("rated")
@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"ends_on": "01.08.2026"}, "It ends before it begins"),
        ({"sites": []}, "Choose a site"),
        ({"interactive_share": "101"}, "100"),
        ({"title": ""}, "School 5"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(changes, said, door, room):
    page = door.post(reverse(PLAN), typed(room, **changes))

    assert page.status_code == 200
    assert said in page.content.decode() or not changes.get("title", "x")
    assert 'value="25"' in page.content.decode()
    assert not Implementation.objects.filter(title="School 5").exists()


def test_a_version_without_sessions_asks_how_many(door, room):
    version = make_version(sessions=0)

    page = door.post(
        reverse(PLAN), typed(room, programme_version=version.pk, sessions_planned="")
    ).content.decode()

    assert "Write how many sessions there are" in page


@pytest.mark.parametrize("field", ["live", "retired_on", "country", "status"])
def test_only_versions_in_use_here_are_offered(field, door, room):
    status = "retired" if field == "status" else "checked"
    other = make_version(make_programme("OTHER", status=status))
    setattr(other, field, {"live": False, "retired_on": timezone.localdate()}.get(field, "TJ"))
    other.save()

    page = door.post(reverse(PLAN), typed(room, programme_version=other.pk)).content.decode()

    assert "OTHER" not in page
    assert not Implementation.objects.filter(title="School 5").exists()


def test_sites_of_others_are_not_offered(door, room):
    elsewhere = DeliverySite.objects.create(
        organisation=ngo(country="KG"), kind="school", name="Elsewhere"
    )

    page = door.post(reverse(PLAN), typed(room, sites=[elsewhere.uid]))

    assert page.status_code == 200
    assert "Elsewhere" not in page.content.decode()


@pytest.mark.usefixtures("rated")
def test_a_plan_is_changed(door, room):
    version = room.implementation.version

    door.post(change_address(room), typed(room, row_version=version, title="Another"))

    room.implementation.refresh_from_db()
    assert (room.implementation.title, room.implementation.version) == ("Another", version + 1)
    event = AuditEvent.objects.get(event=Event.PROGRAMME_CHANGED)
    assert "title" in event.fields


@pytest.mark.usefixtures("rated")
def test_who_is_too_late_sees_both_and_chooses(door, room):
    version = room.implementation.version
    door.post(change_address(room), typed(room, row_version=version, title="First"))

    page = door.post(change_address(room), typed(room, row_version=version, title="Second"))
    shown = page.content.decode()
    assert "Two people at one record" in shown
    assert "First" in shown
    assert "Second" in shown
    room.implementation.refresh_from_db()
    assert room.implementation.title == "First"

    door.post(change_address(room), typed(room, row_version=version + 1, title="Second"))
    room.implementation.refresh_from_db()
    assert room.implementation.title == "Second"


@pytest.mark.usefixtures("rated")
def test_who_is_too_late_with_the_same_is_told(door, room):
    version = room.implementation.version
    door.post(change_address(room), typed(room, row_version=version))

    late = typed(room, row_version=version)
    page = door.post(change_address(room), late).content.decode()

    assert "It already reads as you typed it." in page


@pytest.mark.usefixtures("rated")
@pytest.mark.parametrize(
    ("status", "changes", "said"),
    [
        ("running", {"methods": ["fear_appeal"]}, "This change would stop the implementation"),
        ("running", {"programme_version": "other"}, "of an implementation under way stays"),
        ("cancelled", {}, "has ended"),
        ("planned", {"primary_outcome": "cigarettes_30d"}, "The primary outcome was fixed"),
    ],
)
def test_what_may_not_change_any_more(status, changes, said, door, room):
    if "programme_version" in changes:
        changes = {"programme_version": make_version(room.version.programme).pk}
    Implementation.objects.filter(pk=room.implementation.pk).update(
        status=status, primary_outcome_fixed_at=timezone.now()
    )

    page = door.post(change_address(room), typed(room, **changes))

    assert said in page.content.decode()


@pytest.mark.usefixtures("rated")
def test_a_fixed_outcome_is_the_only_one_to_choose_and_the_page_says_why(door, room):
    day = timezone.now() - timedelta(days=3)
    Implementation.objects.filter(pk=room.implementation.pk).update(primary_outcome_fixed_at=day)

    page = door.get(change_address(room))
    emptied = door.post(change_address(room), typed(room, primary_outcome=""))
    kept = door.post(change_address(room), typed(room, title="Another"))

    field = page.context["form"].fields["primary_outcome"]
    assert [code for code, _text in field.choices] == ["alcohol_30d"]
    assert "when the first questionnaire opened" in page.content.decode()
    assert "The primary outcome was fixed" in emptied.content.decode()
    assert kept.status_code == 302
    run = Implementation.objects.get(pk=room.implementation.pk)
    assert (run.title, run.primary_outcome) == ("Another", "alcohol_30d")
    plan = {name: getattr(run, name) for name in PLANNED_FIELDS}
    for other in ("cigarettes_30d", ""):
        with pytest.raises(OutcomeFixed):
            change_run(
                run=run, sites=[room.site], on=timezone.localdate(), by=room.manager,
                **plan | {"primary_outcome": other},
            )  # fmt: skip


@pytest.mark.usefixtures("rated")
def test_a_retired_version_stays_with_those_who_use_it(door, room):
    room.version.retired_on = timezone.localdate() - timedelta(days=1)
    room.version.save()

    page = door.get(change_address(room)).content.decode()
    door.post(change_address(room), typed(room, title="Another"))

    assert room.version.label in page
    room.implementation.refresh_from_db()
    assert room.implementation.title == "Another"


def test_the_list_and_the_page_name_programmes_and_outcomes_and_lead_to_questionnaires(door, room):
    line = door.get(reverse("work:prevention-runs")).content.decode()
    page = door.get(reverse("work:prevention-run", args=[room.implementation.uid])).content.decode()

    assert "Test programme" in line
    assert "TEST_PROGRAMME" not in line
    assert reverse("work:prevention-waves") in line
    assert "Test question 1" in page
    assert "alcohol_30d" not in page
    assert reverse("work:prevention-wave", args=[room.wave.uid]) in page
    assert f"?run={room.implementation.uid}" in page


def test_the_list_is_filtered_by_state(door, room):
    make_run(
        version=room.version, organisation=room.organisation, by=room.manager, site=room.site,
        on=timezone.localdate(), title="Ended run", status="reported",
    )  # fmt: skip

    under_way = door.get(reverse("work:prevention-runs")).content.decode()
    ended = door.get(reverse("work:prevention-runs") + "?show=ended").content.decode()
    unknown = door.get(reverse("work:prevention-runs") + "?show=nonsense").content.decode()

    assert "Test run" in under_way
    assert "Ended run" not in under_way
    assert "Ended run" in ended
    assert "Test run" in unknown


def test_a_long_list_comes_in_pages(door, room):
    for number in range(30):
        make_run(
            version=room.version, organisation=room.organisation, by=room.manager,
            site=room.site, on=timezone.localdate() - timedelta(days=1 + number),
            title=f"Run number {number:02}",
        )  # fmt: skip
    address = reverse("work:prevention-runs")

    first = door.get(address)
    later = door.get(first.context["later_url"])
    back = door.get(later.context["earlier_url"])

    titles = [line.title for page in (first, later) for line in page.context["lines"]]
    assert titles == ["Test run", *(f"Run number {number:02}" for number in range(30))]
    assert back.context["lines"] == first.context["lines"]
    assert door.get(f"{address}?after=nonsense").context["lines"] == first.context["lines"]


def test_someone_of_two_organisations_plans_for_either(room, enter):
    second = ngo(country="KG", name="A second NGO")
    give_role(user=room.manager, role=Role.PROGRAMME_MANAGER, organisation=second, by=None)

    room.manager.refresh_from_db()

    page = enter(room.manager).get(f"{reverse(PLAN)}?organisation={second.uid}")

    assert page.context["organisation"] == "A second NGO"
    assert room.organisation.name in page.content.decode()
    assert "There is no site yet" in page.content.decode()


def test_a_facilitator_sees_their_run_and_changes_nothing(room, enter):
    browser = enter(room.facilitator_user)

    page = browser.get(reverse("work:prevention-run", args=[room.implementation.uid]))

    assert "Change the plan" not in page.content.decode()
    assert browser.get(change_address(room)).status_code == 404
    assert browser.get(reverse(PLAN)).status_code == 404


def test_a_coordinator_looks_and_leaves_a_trace(room, coordinating):
    page = coordinating.get(reverse("work:prevention-run", args=[room.implementation.uid]))

    assert page.status_code == 200
    assert AuditEvent.objects.filter(event=Event.DELIVERY_READ).count() == 1
    for name in ("people", "costs"):
        address = reverse(f"work:prevention-run-{name}", args=[room.implementation.uid])
        assert coordinating.get(address).status_code == 404


@pytest.mark.parametrize("name", ["prevention-runs", "prevention-run", "prevention-run-groups"])
def test_pages_cost_the_same_however_many(name, door, room, django_assert_max_num_queries):
    for number in range(5):
        make_run(
            version=room.version, organisation=room.organisation, by=room.manager,
            site=room.site, on=timezone.localdate(), title=f"Run {number}",
        )  # fmt: skip
    own = [] if name == "prevention-runs" else [room.implementation.uid]
    door.get(reverse("work:prevention-waves"))  # the first page of a session saves the session

    with django_assert_max_num_queries(12):
        assert door.get(reverse(f"work:{name}", args=own)).status_code == 200


def test_the_overview_of_a_plan_that_is_held_back_asks_no_more(
    door, room, django_assert_max_num_queries
):
    """Everything at once: no rating, a warning that blocks, untrained leads, sessions, waves."""
    run = room.implementation
    run.status, run.methods = "planned", ["fear_appeal", "skills"]
    run.save()
    Training.objects.all().delete()
    for label in "BCDE":
        cohort = make_cohort(run, room.site, f"9{label}")
        cohort.facilitators.add(room.facilitator)
    door.get(reverse("work:prevention-waves"))  # the first page of a session saves the session

    with django_assert_max_num_queries(12):
        page = door.get(reverse("work:prevention-run", args=[run.uid])).text

    assert "has no valid training" in page
    assert "Waits for the coordinator" in page


def test_the_overview_says_what_is_asked(door, room):
    page = door.get(reverse("work:prevention-run", args=[room.implementation.uid])).text

    assert "Test question 1" in page


def test_a_step_is_asked_for_and_taken(door, room):
    address = reverse("work:prevention-run-move", args=[room.implementation.uid, "suspend"])

    assert "Reason" in door.get(address).content.decode()
    answer = door.post(address, {"reason": "Flood", "row_version": room.implementation.version})

    assert answer.status_code == 302
    page = door.get(answer.url).content.decode()
    assert "Flood" in page
    assert "Resume" in page


@pytest.mark.parametrize("name", ["accept", "ready", "nonsense"])
def test_a_step_that_is_not_possible_is_not_offered(name, door, room):
    address = reverse("work:prevention-run-move", args=[room.implementation.uid, name])

    assert door.get(address).status_code == 404


def test_a_step_that_came_too_late_is_refused_in_words(door, room):
    Implementation.objects.filter(pk=room.implementation.pk).update(status="delivered")
    address = reverse("work:prevention-run-move", args=[room.implementation.uid, "suspend"])

    page = door.post(address, {"reason": "Flood"})

    assert "not possible now" in page.content.decode()
    assert door.post(address.replace("suspend", "nonsense"), {}).status_code == 404


def test_the_coordinator_accepts_the_report(room, coordinating):
    Implementation.objects.filter(pk=room.implementation.pk).update(status="evaluated")
    room.implementation.waves.update(status="closed")
    address = reverse("work:prevention-run-move", args=[room.implementation.uid, "accept"])

    assert "Accept the report" in coordinating.get(address).content.decode()
    coordinating.post(address, {})

    room.implementation.refresh_from_db()
    assert room.implementation.status == "reported"
    assert room.implementation.reported_at is not None


def test_what_an_action_is_given_is_checked_again(room):
    """Forms offer nothing of this; another caller might."""
    other = make_version(make_programme("OTHER"))
    other.live = False
    other.save()
    elsewhere = DeliverySite.objects.create(
        organisation=ngo(country="KG"), kind="school", name="Elsewhere"
    )
    plan = {name: getattr(room.implementation, name) for name in PLANNED_FIELDS}
    given = {
        "organisation": room.organisation, "sites": [room.site], "confirmed": ["W11"],
        "on": timezone.localdate(), "by": room.manager,
    }  # fmt: skip

    with pytest.raises(NotUsable):
        plan_run(**given | plan | {"programme_version": other})
    with pytest.raises(SiteElsewhere):
        plan_run(**given | plan | {"sites": [elsewhere]})
    assert Implementation.objects.count() == 1


def test_an_outcome_that_no_questionnaire_asks_any_more_stays_chosen(door, room):
    Implementation.objects.filter(pk=room.implementation.pk).update(primary_outcome="former")

    page = door.get(change_address(room)).content.decode()

    assert "former" in page
