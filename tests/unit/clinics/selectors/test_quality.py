"""What is missing from records: each kind appears, and goes by itself when it was put right."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinics.instruments import Points, next_due
from clinics.models import Episode, InfectionTest, SubstanceUse, TreatmentDemand, UnknownTerm
from clinics.selectors.quality import (
    CAP,
    FIXES,
    NOBODY,
    PAGE_SIZE,
    Chosen,
    chosen_in,
    clinic_scope,
    own_scope,
    quality_page,
    quality_totals,
    workers_of,
)
from clinics.selectors.quality_kinds import KINDS, STARRED, overdue_limits
from clinics.selectors.quality_shares import shares_of
from clinics.substances.spelling import compact
from kernel.audit import Event
from kernel.models import User
from kernel.models.audit_events import AuditEvent
from tests.factories.clinics import (
    NOW,
    EpisodeFactory,
    PatientFactory,
    TreatmentDemandFactory,
)
from tests.factories.kernel import clinic, clinic_manager, clinician
from tests.factories.measures import MeasureFactory
from tests.factories.plans import PlanFactory
from tests.factories.prescriptions import PrescriptionFactory


TODAY = date(2026, 3, 16)
"""The day of the tests; episodes of the factories began on 5 January."""
ASKED = {
    f"{stem}{ending}": value
    for stem, answer in {
        "previously_treated": "NEVER", "living_with": "ALONE", "has_children": "NO",
        "accommodation": "STABLE", "labour": "REGULAR", "education": "SECONDARY",
        "injecting": "NEVER",
    }.items()
    for ending, value in (("", answer), ("_null", ""))
} | {"lives_with_children_null": "NA"}  # fmt: skip


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


@pytest.fixture
def here(db):
    return clinic()


@pytest.fixture
def manager(here) -> User:
    return clinic_manager(at=here)


@pytest.fixture
def worker(here) -> User:
    return clinician(at=here)


@pytest.fixture
def episode(here, worker) -> Episode:
    """Somebody in treatment from whose record nothing is missing."""
    return complete(here, worker)


def complete(here, worker, **fields) -> Episode:
    """An episode from whose record nothing is missing."""
    patient = PatientFactory(organisation=here, registered_by=worker)
    whole = {
        "key_worker": worker, "last_seen_on": days_ago(1), "referral_source": "SELF",
        "referral_source_null": "",
    }  # fmt: skip
    episode = EpisodeFactory(patient=patient, **(whole | fields))
    answered(episode)
    MeasureFactory(episode=episode, instrument="TOP", on=date(2026, 1, 6))
    return episode


def answered(episode: Episode, **fields) -> TreatmentDemand:
    """Every question with a star, answered."""
    demand = TreatmentDemandFactory(episode=episode, **(ASKED | fields))
    demand.substances.update(
        route="INJECT", route_null="", frequency="DAILY", frequency_null="", age_first_use=20,
        age_first_use_null="",
    )  # fmt: skip
    return demand


def kinds_of(manager: User, **chosen: str) -> dict[str, int]:
    """How many items of each kind the manager sees."""
    page = quality_page(
        viewer=manager, scope=clinic_scope(viewer=manager), chosen=Chosen(**chosen), today=TODAY
    )
    return {section.code: section.total for section in page.sections if section.total}


def items_of(manager: User, kind: str, **words: str):
    page = quality_page(
        viewer=manager, scope=clinic_scope(viewer=manager), chosen=Chosen(kind=kind), today=TODAY,
        **words,
    )  # fmt: skip
    return page.sections[0].items


def test_nothing_is_missing_from_a_complete_record(manager, episode):
    assert kinds_of(manager) == {}


def test_an_episode_without_demand_is_listed_after_two_weeks_until_it_is_asked(manager, here):
    episode = EpisodeFactory(
        patient__organisation=here, admitted_on=days_ago(15), started_on=days_ago(15),
        last_seen_on=TODAY,
    )  # fmt: skip
    before = [item.since for item in items_of(manager, "demand")]

    answered(episode)

    assert before == [days_ago(15)]
    assert items_of(manager, "demand") == []


def test_an_episode_without_demand_may_wait_for_two_weeks(manager, here):
    EpisodeFactory(
        patient__organisation=here, admitted_on=days_ago(14), started_on=days_ago(14),
        last_seen_on=TODAY,
    )  # fmt: skip

    assert kinds_of(manager) == {}


@pytest.mark.parametrize("stem", ["living_with", "labour"])
def test_a_question_left_out_is_named_until_it_is_asked(stem, manager, episode):
    answered(episode, as_of=date(2026, 2, 1), **{stem: "", f"{stem}_null": "NASK"})
    before = [item.missing for item in items_of(manager, "gaps")]

    answered(episode, as_of=date(2026, 2, 2))

    assert before == [[str(STARRED[stem])]]
    assert items_of(manager, "gaps") == []


def test_unknown_declined_and_what_does_not_apply_are_answers(manager, episode):
    answered(episode, as_of=date(2026, 2, 1), labour="", labour_null="REF")
    answered(episode, as_of=date(2026, 2, 2), labour="", labour_null="UNK")

    assert kinds_of(manager) == {}


def test_questions_about_patient_referral_and_substance_are_named_too(manager, episode):
    Episode.objects.filter(pk=episode.pk).update(referral_source="", referral_source_null="NASK")
    type(episode.patient).objects.update(sex="", sex_null="NASK")
    SubstanceUse.objects.update(route="", route_null="NASK")

    (item,) = items_of(manager, "gaps")

    assert item.missing == [str(STARRED[code]) for code in ("sex", "referral_source", "route")]


def test_one_question_can_be_looked_for(manager, here, worker):
    for stem in ("labour", "education"):
        answered(
            complete(here, worker), as_of=date(2026, 2, 1), **{stem: "", f"{stem}_null": "NASK"}
        )

    assert kinds_of(manager, kind="gaps") == {"gaps": 2}
    assert kinds_of(manager, kind="gaps", item="labour") == {"gaps": 1}


def test_a_measure_is_overdue_until_it_is_filled_in(manager, episode):
    episode.measures.update(on=date(2025, 8, 1))
    before = [(item.missing, item.since) for item in items_of(manager, "measure")]

    MeasureFactory(episode=episode, instrument="TOP", on=TODAY)

    assert [since for _missing, since in before] == [episode.started_on]
    assert items_of(manager, "measure") == []


def test_a_measure_that_is_void_does_not_count(manager, episode):
    episode.measures.update(state="SUPERSEDED")

    assert kinds_of(manager) == {"measure": 1}


@given(
    today=st.dates(date(2024, 1, 1), date(2028, 12, 31)),
    back=st.integers(0, 399),
    points=st.builds(Points, at_entry=st.booleans(), every_months=st.none() | st.integers(1, 8)),
)
def test_what_is_overdue_is_what_the_schedule_says(today, back, points):
    day = today - timedelta(days=back)

    entry, review = overdue_limits(points, today)

    for limit, done in ((entry, []), (review, [day])):
        due = next_due(points=points, started_on=day, ended_on=None, done=done, today=today)
        assert (due is not None and due.is_overdue) == (day <= limit)


def test_a_review_is_overdue_after_three_months_until_the_plan_is_reviewed(manager, episode):
    plan = PlanFactory(episode=episode, on=days_ago(200), review_on=days_ago(93))
    before = [item.since for item in items_of(manager, "review")]

    type(plan).objects.update(state="SUPERSEDED")
    PlanFactory(episode=episode, on=TODAY, review_on=TODAY + timedelta(days=90))

    assert before == [days_ago(93)]
    assert items_of(manager, "review") == []


def test_a_review_that_is_three_months_late_is_not_yet_overdue(manager, episode):
    PlanFactory(episode=episode, on=days_ago(200), review_on=days_ago(92))

    assert kinds_of(manager) == {}


def unresolved(episode: Episode, said: str = "blue smoke") -> UnknownTerm:
    """A name that nobody knows."""
    SubstanceUse.objects.filter(demand__episode=episode).update(
        as_said=said, resolution="UNRESOLVED"
    )
    return UnknownTerm.objects.create(
        country="KZ", normalised=compact(said), as_said=said, first_said_on=date(2026, 1, 5),
        last_said_on=date(2026, 1, 5), due_on=date(2026, 1, 19),
    )  # fmt: skip


def test_a_name_is_listed_until_an_expert_explains_it(manager, episode):
    term = unresolved(episode)
    before = [item.since for item in items_of(manager, "name")]

    type(term).objects.update(state="RESOLVED")

    assert before == [date(2026, 1, 5)]
    assert items_of(manager, "name") == []


def test_a_name_is_listed_until_the_patient_is_asked_again(manager, episode):
    unresolved(episode)

    answered(episode, as_of=date(2026, 2, 2))

    assert items_of(manager, "name") == []


def test_the_list_never_says_what_a_patient_said(manager, episode):
    unresolved(episode, said="blue smoke")

    (item,) = items_of(manager, "name")

    assert "blue smoke" not in str(item)


@pytest.mark.parametrize(
    ("days", "expected"), [(30, {}), (31, {"unseen": 1}), (183, {"unseen": 1}), (184, {"close": 1})]
)
def test_who_is_not_seen_is_listed_by_how_long(days, expected, manager, episode):
    Episode.objects.update(
        referred_on=days_ago(300), admitted_on=days_ago(300), last_seen_on=days_ago(days)
    )

    assert kinds_of(manager) == expected


def test_who_ended_treatment_is_not_missed(manager, here, worker):
    complete(here, worker, state="DISCHARGED", last_seen_on=days_ago(300))

    assert kinds_of(manager) == {}


def test_a_result_is_awaited_until_it_comes(manager, episode):
    row = {
        "episode": episode, "organisation": episode.organisation, "recorded_at": NOW,
        "recorded_by": episode.key_worker, "infection": "HCV", "kind": "RNA",
    }  # fmt: skip
    for day in (days_ago(20), days_ago(15)):
        InfectionTest.objects.create(**row, on=day, result="AWAITED")
    before = items_of(manager, "result")

    InfectionTest.objects.update(result="NEGATIVE", result_on=TODAY)

    assert [item.since for item in before] == [days_ago(20)]
    assert "HCV" not in str(before)
    assert items_of(manager, "result") == []


def test_a_prescription_that_ran_out_is_listed_until_there_is_another(manager, episode):
    old = PrescriptionFactory(episode=episode, starts_on=days_ago(40), ends_on=days_ago(3))
    before = [item.since for item in items_of(manager, "prescription")]

    type(old).objects.update(ended_on=days_ago(3), end_reason="CHANGED")
    PrescriptionFactory(episode=episode, starts_on=TODAY)

    assert before == [days_ago(3)]
    assert items_of(manager, "prescription") == []


def test_a_prescription_that_was_stopped_on_purpose_is_not_missed(manager, episode):
    PrescriptionFactory(
        episode=episode, starts_on=days_ago(40), ends_on=TODAY + timedelta(days=9),
        ended_on=days_ago(3), end_reason="STOPPED",
    )  # fmt: skip

    assert kinds_of(manager) == {}


def test_a_treatment_to_begin_anew_waits_for_its_prescription(manager, episode):
    PrescriptionFactory(
        episode=episode, starts_on=days_ago(40), ends_on=TODAY + timedelta(days=9),
        ended_on=days_ago(3), end_reason="REINDUCTION",
    )  # fmt: skip

    assert [item.since for item in items_of(manager, "prescription")] == [days_ago(3)]


def test_totals_and_lists_agree(manager, here, worker):
    for _number in range(CAP + 2):
        complete(here, worker, last_seen_on=days_ago(40))
    scope = clinic_scope(viewer=manager)

    totals = {each.code: each.total for each in quality_totals(scope=scope, today=TODAY)}

    assert totals == dict.fromkeys(KINDS, 0) | {"unseen": CAP + 2}
    assert len(items_of(manager, "unseen")) == CAP + 2


def test_pages_go_on_where_the_last_one_ended_and_back(manager, here, worker):
    for number in range(PAGE_SIZE + 3):
        complete(here, worker, last_seen_on=days_ago(40 + number % 5))
    scope, chosen = clinic_scope(viewer=manager), Chosen(kind="unseen")

    def page(**mark):
        return quality_page(viewer=manager, scope=scope, chosen=chosen, today=TODAY, **mark)

    first = page()
    second = page(after=first.later)
    again = page(before=second.earlier)

    ones, others = first.sections[0].items, second.sections[0].items
    assert (len(ones), len(others)) == (PAGE_SIZE, 3)
    assert len({item.episode_uid for item in [*ones, *others]}) == PAGE_SIZE + 3
    assert [item.since for item in [*ones, *others]] == sorted(i.since for i in [*ones, *others])
    assert (first.earlier, second.later) == ("", "")
    assert again.sections[0].items == ones


@pytest.mark.parametrize("after", ["nonsense", "00000000-0000-4000-8000-000000000000"])
def test_a_link_to_a_line_that_has_gone_gives_the_first_page(after, manager, here, worker):
    complete(here, worker, last_seen_on=days_ago(40))

    assert len(items_of(manager, "unseen", after=after)) == 1


def test_one_key_workers_list_is_theirs(manager, here, worker):
    other = clinician(at=here)
    complete(here, worker, last_seen_on=days_ago(40))
    complete(here, other, last_seen_on=days_ago(40))
    complete(here, other, last_seen_on=days_ago(40), key_worker=None)

    assert kinds_of(manager) == {"unseen": 3}
    assert kinds_of(manager, worker=str(other.uid)) == {"unseen": 1}
    assert kinds_of(manager, worker=NOBODY) == {"unseen": 1}


def test_key_workers_can_be_chosen_and_nobody_where_nobody_answers(manager, here, worker):
    complete(here, worker)
    complete(here, worker, key_worker=None)
    scope = clinic_scope(viewer=manager)

    workers = workers_of(scope=scope)

    assert [each.uid for each in workers] == [str(worker.uid), NOBODY]
    assert chosen_in({"worker": str(worker.uid)}, workers=workers).worker == str(worker.uid)
    assert chosen_in({"worker": str(manager.uid), "kind": "no", "item": "sex"}) == Chosen()


def test_a_manager_sees_codes_and_no_way_into_a_record(manager, here, worker):
    episode = complete(here, worker, last_seen_on=days_ago(40))

    (item,) = items_of(manager, "unseen")

    assert item.code.replace(" ", "") == episode.patient.code
    assert item.worker == worker.staff_code
    assert item.url == ""


def test_a_clinician_sees_the_own_patients_with_the_way_to_put_it_right(here, worker):
    complete(here, worker, last_seen_on=days_ago(40))
    complete(here, clinician(at=here), last_seen_on=days_ago(40))

    page = quality_page(viewer=worker, scope=own_scope(viewer=worker), chosen=Chosen(), today=TODAY)

    (section,) = page.sections
    (item,) = section.items
    assert item.url.endswith(f"/episodes/{item.episode_uid}/contacts/log/")


def test_every_kind_leads_to_a_screen():
    assert set(FIXES) == set(KINDS)


def test_another_clinic_s_records_are_not_listed(manager):
    there = clinic()
    complete(there, clinician(at=there), last_seen_on=days_ago(40))

    assert kinds_of(manager) == {}


def test_looking_leaves_an_event_with_who_was_shown(manager, here, worker):
    episode = complete(here, worker, last_seen_on=days_ago(40))

    kinds_of(manager)

    event = AuditEvent.objects.get(event=Event.OVERSIGHT_READ)
    assert event.object_uids == [str(episode.patient.uid)]
    assert event.organisation_uid == here.uid


def test_looking_at_an_empty_list_leaves_an_event_too(manager):
    kinds_of(manager)

    assert AuditEvent.objects.get(event=Event.OVERSIGHT_READ).object_uids == []


def test_shares_count_whoever_has_no_answer(manager, here, worker):
    answered(complete(here, worker), as_of=date(2026, 2, 1), labour="", labour_null="REF")
    EpisodeFactory(
        patient=PatientFactory(organisation=here), site=Episode.objects.get().site,
        referral_source="SELF", referral_source_null="",
    )  # fmt: skip

    (site,) = shares_of(scope=clinic_scope(viewer=manager), today=TODAY)

    found = {share.code: (share.missing, share.percent, share.is_high) for share in site.shares}
    assert site.total == 2
    assert found["labour"] == (2, 100, True)
    assert found["education"] == (1, 50, True)
    assert found["substance"] == (1, 50, True)
    assert found["sex"] == (0, 0, False)


def test_a_fifth_without_an_answer_is_not_too_much(manager, here, worker):
    first = complete(here, worker)
    for _number in range(4):
        complete(here, worker, site=first.site)
    answered(first, as_of=date(2026, 2, 1), labour="", labour_null="UNK")

    (site,) = shares_of(scope=clinic_scope(viewer=manager), today=TODAY)

    labour = next(share for share in site.shares if share.code == "labour")
    assert (labour.percent, labour.is_high) == (20, False)
