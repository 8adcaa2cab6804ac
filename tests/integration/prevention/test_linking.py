"""Linking the questionnaires of a study, and what is left when its codes are destroyed."""

from datetime import timedelta
from random import Random

import pytest
from django.urls import reverse
from django.utils import timezone

from kernel.audit import Event
from kernel.models.audit_events import AuditEvent
from kernel.study_keys import StudyKeyMissing, has_study_key, study_key
from prevention.actions import linking
from prevention.actions.linking import ask_to_link, destroy_codes, link_wave
from prevention.choices import WaveStatus
from prevention.models import CodeElement, OutcomeResult, Response, ResponseLink
from prevention.policies.linking import NotDestroyable, NotLinkable
from prevention.selectors.linkage import page_of_linkage
from prevention.selectors.linking import progress_of
from tests.dumps import dump
from tests.factories.prevention import make_wave
from tests.factories.prevention_outcomes import make_code, make_response, make_study


pytestmark = pytest.mark.django_db


@pytest.fixture
def study(room):
    room.wave.days.all().delete()
    room.wave.delete()
    return make_study(room.implementation, schools=2, pupils=12)


def linked(study, room):
    link_wave(study.post, version=None, at=timezone.now(), by=room.manager)
    study.post.refresh_from_db()
    study.pre.refresh_from_db()


def test_equal_codes_become_links_under_random_numbers(study, room, door):
    address = reverse("work:prevention-responses-link", args=[study.post.uid])
    answer = door.post(address, {"row_version": study.post.version}, follow=True)

    assert answer.status_code == 200
    assert ResponseLink.objects.filter(later_wave=study.post).count() == len(study.pupils)
    study.post.refresh_from_db()
    study.pre.refresh_from_db()
    assert (study.pre.status, study.post.status) == (WaveStatus.LINKED, WaveStatus.LINKED)
    assert "Match rate" in answer.content.decode()
    assert "100 %" in answer.content.decode()
    assert AuditEvent.objects.get(event=Event.RESPONSES_LINKED).detail["pairs"] == 24
    for link in ResponseLink.objects.select_related("earlier", "later"):
        assert link.earlier.cohort_id == link.later.cohort_id


def test_slips_and_lost_people_are_counted_by_reason(study, room):
    cohort = study.pupils[0].cohort
    stranger = make_code(Random(99))  # noqa: S311 - a made-up answer
    make_response(study.pre, cohort, gender="m", code=stranger)
    make_response(study.pre, cohort, gender="m")
    one = Response.objects.filter(wave=study.post).first()
    one.code.filter(position=4).update(fine="0" * 64)

    linked(study, room)
    page = page_of_linkage(viewer=room.manager, wave=study.post)

    assert page.summary.by_distance == {"0": 23, "1": 1}
    assert page.summary.exact == 23
    assert page.summary.alone_earlier == {"AMBIGUOUS": 0, "NO_PARTNER": 1, "INCOMPLETE": 1}
    assert page.rates[0].percent == round(100 * 24 / 26)
    assert page.summary.without_code == 1


def test_no_answer_is_looked_at_and_nothing_opens_again(study, room):
    linked(study, room)

    with pytest.raises(NotLinkable, match="once"):
        link_wave(study.post, version=None, at=timezone.now(), by=room.manager)
    with pytest.raises(NotLinkable, match="first wave"):
        link_wave(study.pre, version=None, at=timezone.now(), by=room.manager)


def test_open_waves_are_not_linked(study, room):
    study.pre.status = WaveStatus.OPEN
    study.pre.save()

    with pytest.raises(NotLinkable, match="Close both"):
        link_wave(study.post, version=None, at=timezone.now(), by=room.manager)
    with pytest.raises(NotDestroyable, match="open"):
        destroy_codes(study.post, version=None, at=timezone.now(), by=room.manager)


def test_a_wave_without_a_first_one_has_nothing_to_be_linked_to(room):
    room.wave.days.all().delete()
    room.wave.delete()
    post = make_wave(room.implementation, "post", status="closed")

    with pytest.raises(NotLinkable, match="nothing to link"):
        link_wave(post, version=None, at=timezone.now(), by=room.manager)


def test_codes_go_only_when_nothing_can_be_linked_any_more(study, room):
    with pytest.raises(NotDestroyable, match="Link it first"):
        destroy_codes(study.pre, version=None, at=timezone.now(), by=room.manager)


def test_destroying_leaves_no_hash_in_either_database_and_no_way_back(study, room, door):
    hashes = {
        token
        for row in CodeElement.objects.values_list("fine", "coarse", "swapped")
        for token in row
        if token
    }
    key = study_key(study.run.uid).hex()
    linked(study, room)
    address = reverse("work:prevention-wave-destroy", args=[study.post.uid])
    shown = door.get(address)
    answer = door.post(address, {"row_version": study.post.version}, follow=True)

    assert "The key of the study is there" in shown.content.decode()
    assert "Destroyed: the codes of 48 questionnaires" in answer.content.decode()
    for alias in ("default", "vault"):
        for table, row in dump(alias):
            assert not [token for token in (*hashes, key) if token in row], table
    assert not has_study_key(study.run.uid)
    with pytest.raises(StudyKeyMissing):
        study_key(study.run.uid)
    study.pre.refresh_from_db()
    study.post.refresh_from_db()
    assert {study.pre.status, study.post.status} == {WaveStatus.CODES_DESTROYED}
    assert ResponseLink.objects.count() == 24
    with pytest.raises(NotDestroyable, match="no codes"):
        destroy_codes(study.post, version=None, at=timezone.now(), by=room.manager)
    later = make_wave(study.run, "fu6", status="closed")
    with pytest.raises(NotLinkable, match="can never be linked"):
        link_wave(later, version=None, at=timezone.now(), by=room.manager)
    assert page_of_linkage(viewer=room.manager, wave=study.post).summary.pairs == 24


def test_many_are_linked_in_the_background_and_the_page_says_so(study, room, door, monkeypatch):
    monkeypatch.setattr(linking, "AT_ONCE", 10)

    assert not ask_to_link(study.post, version=None, at=timezone.now(), by=room.manager)
    assert progress_of(study.post) is None
    study.post.refresh_from_db()
    assert study.post.status == WaveStatus.LINKED


def test_what_is_refused_in_the_background_is_told_on_the_page(study, room, door):
    linking.link_in_background.func(
        str(study.pre.uid), room.manager.pk, None, timezone.now().isoformat()
    )
    shown = door.get(reverse("work:prevention-responses-link", args=[study.pre.uid]))

    assert "The first wave is linked from a later one" in shown.content.decode()


def test_progress_is_told_step_by_step(study, door):
    address = reverse("work:prevention-responses-link", args=[study.post.uid])
    linking._tell(study.post, step="comparing")
    assert "Step 3 of 4" in door.get(address).content.decode()
    linking._tell(study.post, step="failed")
    assert "stopped in the middle" in door.get(address).content.decode()


def test_who_types_questionnaires_in_links_nothing(study, enter, room):
    address = reverse("work:prevention-responses-link", args=[study.post.uid])
    assert enter(room.facilitator_user).get(address).status_code == 404
    assert OutcomeResult.objects.count() == 0


def test_the_page_asks_the_same_number_of_questions_however_many_answered(
    study, room, door, django_assert_max_num_queries
):
    linked(study, room)
    door.get(reverse("work:prevention-waves"))  # the first page of a session saves the session
    with django_assert_max_num_queries(12):
        door.get(reverse("work:prevention-responses-link", args=[study.post.uid]))


def test_a_further_wave_asks_no_more_questions(study, room, door, django_assert_max_num_queries):
    """The questionnaires of all waves, and the links of the later ones, are read together."""
    linked(study, room)
    kept = OutcomeResult.objects.get(later_wave=study.post, outcome="linkage")
    further = make_wave(
        room.implementation, "fu6", status="linked", linked_at=timezone.now() + timedelta(days=1)
    )
    OutcomeResult.objects.create(
        organisation=room.organisation, implementation=room.implementation, later_wave=further,
        outcome="linkage", method=kept.method, content=kept.content, frozen_at=timezone.now(),
    )  # fmt: skip
    door.get(reverse("work:prevention-waves"))  # the first page of a session saves the session

    with django_assert_max_num_queries(12):
        page = door.get(reverse("work:prevention-responses-link", args=[further.uid]))

    assert "100 %" in page.text
