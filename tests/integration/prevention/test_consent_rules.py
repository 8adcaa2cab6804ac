"""The rules on consent of a country: who enters them, versions, and what they hold back."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from kernel.audit import Event
from kernel.models import Organisation
from kernel.models.audit_events import AuditEvent
from kernel.permissions import NotPermitted
from prevention import states
from prevention.actions._rows import Stale
from prevention.actions.consent import _add, enter_rules
from prevention.actions.examples import NotADemonstration, mark_rules
from prevention.actions.moves import move_run
from prevention.actions.runs import PLANNED_FIELDS, change_run, plan_run
from prevention.actions.waves import open_wave
from prevention.choices import ConsentRoute, WaveStatus
from prevention.models import ConsentRules, Implementation, Programme, Wave
from prevention.policies.consent import ConsentNotPermitted, RulesNotEnterable
from prevention.policies.moves import NotPossibleNow
from prevention.policies.waves import WaveRefused
from prevention.selectors.consent import consent_rules, rules_told
from tests.factories.kernel import coordinator, international, ministry, programme_manager
from tests.factories.prevention import answer_quality, make_consent_rules, make_wave


pytestmark = pytest.mark.django_db
LIST = "work:prevention-consent"
TODAY = timezone.localdate()


def form_of(country):
    return reverse("work:prevention-consent-enter", args=[country])


def typed(**changes):
    return {
        "self_age": "16", "routes": ["active", "authority"], "source": "Test law, article 7",
        "checked_on": f"{TODAY:%d.%m.%Y}", "note": "Test note", "row_version": "1",
    } | changes  # fmt: skip


def entered(room, **changes):
    given = {
        "country": "KG", "self_age": 16, "routes": ["active"], "source": "Test law, article 7",
        "checked_on": TODAY, "row_version": 1, "now": timezone.now(), "by": room.coordinator,
    } | changes  # fmt: skip
    return enter_rules(**given)


def put(room, **fields):
    Implementation.objects.filter(pk=room.implementation.pk).update(**fields)
    room.implementation.refresh_from_db()


def made_ready(room):
    return move_run(
        run=room.implementation, move=states.BY_NAME["ready"], on=TODAY, now=timezone.now(),
        by=room.manager,
    )  # fmt: skip


def opened(room, wave):
    return open_wave(wave, at=timezone.now(), version=None, by=room.manager)


@pytest.fixture
def planned(room):
    """A plan that lacks nothing to be ready."""
    put(room, status="planned")
    answer_quality(room.implementation)
    return room.implementation


@pytest.fixture
def first_wave(room, vault_keys):
    """A first questionnaire that could be opened today."""
    Wave.objects.update(status=WaveStatus.DRAFT)
    return room.wave


def plan(room, **changes):
    given = {name: getattr(room.implementation, name) for name in PLANNED_FIELDS} | {
        "sites": [room.site], "confirmed": ["W11"], "on": TODAY, "by": room.manager,
    }  # fmt: skip
    return given | changes


def test_a_coordinator_enters_a_version_and_the_earlier_one_stays(room, coordinating):
    answer = coordinating.post(form_of("KG"), typed())

    assert answer.url == reverse(LIST)
    versions = ConsentRules.objects.filter(country="KG").order_by("version")
    assert [(row.version, row.self_age, row.routes) for row in versions] == [
        (1, 18, ["active", "authority", "passive"]), (2, 16, ["active", "authority"]),
    ]  # fmt: skip
    page = coordinating.get(reverse(LIST)).text
    assert page.index("Test law, article 7") < page.index("Earlier versions")
    assert page.index("Earlier versions") < page.index("Test law, 1")
    assert "Test note" in page


def test_entering_leaves_a_trace_without_words(room):
    rules = entered(room, source="Quokka act")

    event = AuditEvent.objects.get(event=Event.CONSENT_RULES_ENTERED)
    assert event.actor_uid == room.coordinator.uid
    assert event.object_uids[0] == str(rules.uid)
    assert event.detail == {"country": "KG", "version": 2}
    assert "Quokka" not in str(list(AuditEvent.objects.values()))


def test_the_form_begins_with_what_holds_and_is_checked_anew(room, coordinating):
    old = TODAY - timedelta(days=400)
    make_consent_rules("KG", by=room.coordinator, self_age=17, checked_on=old)

    form = coordinating.get(form_of("KG")).context["form"]

    assert (form["self_age"].value(), form["source"].value()) == (17, "Test law, 1")
    assert (form["checked_on"].value(), form["row_version"].value()) == (TODAY, 2)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"source": ""}, "Answer this question"),
        ({"routes": []}, "Say who may agree"),
        ({"routes": ["self"]}, "Choose from the answers"),
        ({"self_age": "9"}, "Enter 10 or more"),
        ({"self_age": "22"}, "Enter 21 or less"),
        ({"checked_on": f"{TODAY + timedelta(days=1):%d.%m.%Y}"}, "This day has not come yet"),
    ],
)
def test_what_cannot_be_a_rule_is_refused(changes, words, room, coordinating):
    page = coordinating.post(form_of("KG"), typed(**changes))

    assert page.status_code == 200
    assert words in page.text
    assert ConsentRules.objects.count() == 1


def test_what_an_action_is_given_is_checked_again(room):
    for changes in ({"source": "  "}, {"routes": []}, {"routes": ["active", "self"]}):
        with pytest.raises(RulesNotEnterable):
            entered(room, **changes)


def test_who_was_too_late_sees_both_versions(room, coordinating):
    entered(room, source="Faster law")

    page = coordinating.post(form_of("KG"), typed()).text

    assert "Somebody else changed this meanwhile" in page
    assert "Faster law" in page
    coordinating.post(form_of("KG"), typed(row_version="2"))
    assert ConsentRules.objects.get(version=3).source == "Test law, article 7"


def test_of_two_first_versions_one_is_too_late(room):
    ConsentRules.objects.all().delete()
    entered(room, row_version=None)

    with pytest.raises(Stale):
        entered(room, row_version=None)
    same = ConsentRules.objects.get()
    same.pk, same.uid = None, uuid4()
    with pytest.raises(Stale):
        _add(same)
    assert str(ConsentRules.objects.get()) == "KG 1"


def test_rules_belong_to_the_coordinator_of_the_country(room, enter, coordinating):
    elsewhere = coordinator(at=ministry(country="TJ"))
    everywhere = coordinator(at=international())

    for person in (elsewhere, room.manager, room.facilitator_user):
        browser = enter(person)
        assert browser.get(form_of("KG")).status_code == 404
        assert browser.post(form_of("KG"), typed()).status_code == 404
        with pytest.raises(NotPermitted):
            entered(room, by=person)
        with override_settings(DEMO=True), pytest.raises(NotPermitted):
            mark_rules(rules=ConsentRules.objects.get(), by=person)
    assert "Test law, 1" not in enter(elsewhere).get(reverse(LIST)).text
    assert enter(room.manager).get(reverse(LIST)).status_code == 404
    for unknown in ("TJ", "kg", "XX"):
        assert coordinating.get(form_of(unknown)).status_code == 404
    assert entered(room, by=everywhere).version == 2
    assert [each.code for each in consent_rules(viewer=everywhere)] == [
        "KZ", "KG", "TJ", "TM", "UZ",
    ]  # fmt: skip


def test_the_page_says_where_nothing_is_entered_yet(room, enter):
    page = enter(coordinator(at=ministry(country="TJ"))).get(reverse(LIST)).text

    assert "Nothing is entered yet" in page
    assert form_of("TJ") in page


def test_the_page_costs_the_same_for_many_versions(
    room, coordinating, django_assert_max_num_queries
):
    for age in range(12, 20):
        make_consent_rules("KG", by=room.coordinator, self_age=age)
    coordinating.get(reverse(LIST))

    with django_assert_max_num_queries(12):
        page = coordinating.get(reverse(LIST)).text
    with django_assert_max_num_queries(12):
        coordinating.get(form_of("KG"))

    assert page.count("Test law, 1") == 9


def test_only_a_demonstration_has_rules_that_are_no_law(room, coordinating, door):
    rules = ConsentRules.objects.get()
    with pytest.raises(NotADemonstration):
        mark_rules(rules=rules, by=room.coordinator)
    with override_settings(DEMO=True):
        mark_rules(rules=rules, by=room.coordinator)

    for page in (coordinating.get(reverse(LIST)), door.get(reverse("work:prevention-plan"))):
        assert "Example, no law." in page.text


def test_nothing_is_ready_whose_consent_the_law_does_not_permit(room, planned, door):
    entered(room, routes=["authority"])
    page = door.get(reverse("work:prevention-run", args=[planned.uid])).text

    assert "is not permitted by the rules on consent" in page
    assert "“School authority only”" in page
    with pytest.raises(NotPossibleNow, match="not permitted by the rules on consent"):
        made_ready(room)
    put(room, consent_route="authority")
    assert made_ready(room).status == "ready"


def test_the_rules_of_another_country_bind_nobody_here(room, planned):
    make_consent_rules("TJ", by=room.coordinator, self_age=21, routes=["authority"])

    assert made_ready(room).status == "ready"


def test_without_rules_a_plan_becomes_ready(room, planned):
    ConsentRules.objects.all().delete()

    assert made_ready(room).status == "ready"


@pytest.mark.parametrize(
    ("fields", "catalogue", "is_permitted"),
    [
        ({}, {}, False),
        ({"addresses_minors": False}, {}, True),
        ({}, {"age_min": 16}, True),
        ({}, {"age_min": 15}, False),
        ({}, {"age_min": 16, "unverified": ["age_min"]}, False),
    ],
)
def test_own_consent_is_for_those_who_are_old_enough(
    fields, catalogue, is_permitted, room, planned
):
    entered(room, self_age=16)
    Programme.objects.update(**catalogue)
    put(room, consent_route=ConsentRoute.SELF, **fields)

    if is_permitted:
        assert made_ready(room).status == "ready"
    else:
        with pytest.raises(NotPossibleNow, match="not permitted"):
            made_ready(room)


def test_no_first_questionnaire_opens_where_the_law_is_not_known(room, first_wave, door):
    ConsentRules.objects.all().delete()

    with pytest.raises(WaveRefused, match="rules on consent of Kyrgyzstan"):
        opened(room, first_wave)
    page = door.post(reverse("work:prevention-wave-open", args=[first_wave.uid]), {}).text
    assert "prevention coordinator of the country" in page

    entered(room, row_version=None)
    assert opened(room, first_wave).status == WaveStatus.OPEN


def test_no_first_questionnaire_opens_against_the_law(room, first_wave):
    entered(room, routes=["passive"])
    with pytest.raises(WaveRefused, match="not permitted"):
        opened(room, first_wave)

    put(room, consent_route="")
    with pytest.raises(WaveRefused, match="not said who agrees"):
        opened(room, first_wave)


def test_where_people_were_asked_before_a_later_questionnaire_opens(room, vault_keys):
    entered(room, routes=["passive"])
    room.session.delete()
    room.cohort.sessions.create(organisation=room.organisation, on=TODAY)
    later = make_wave(room.implementation, "post", status="draft", opens_on=TODAY)

    assert opened(room, later).status == WaveStatus.OPEN


def test_an_organisation_of_no_country_is_told_so(room, first_wave):
    Organisation.objects.filter(pk=room.organisation.pk).update(kind="INTERNATIONAL", country="")
    person = programme_manager(at=Organisation.objects.get(pk=room.organisation.pk))

    with pytest.raises(WaveRefused, match="belongs to no country"):
        open_wave(first_wave, at=timezone.now(), version=None, by=person)


def test_a_plan_against_the_law_is_not_written(room):
    entered(room, routes=["passive"])

    with pytest.raises(ConsentNotPermitted, match="Parents may say no"):
        plan_run(organisation=room.organisation, **plan(room))
    written = plan_run(organisation=room.organisation, **plan(room, consent_route=""))
    assert written.status == "planned"


def test_what_was_planned_under_other_rules_stands_until_it_is_changed(room):
    entered(room, routes=["authority"])

    changed = change_run(run=room.implementation, **plan(room, funder="Test fund"))
    assert changed.funder == "Test fund"
    with pytest.raises(ConsentNotPermitted):
        change_run(run=room.implementation, **plan(room, consent_route="passive"))


def test_the_form_of_a_plan_names_the_rules(room, door, django_assert_max_num_queries):
    entered(room, note="Ask the commission")
    door.get(reverse("work:prevention-waves"))  # the first page of a session saves the session

    for address, most in (
        (reverse("work:prevention-plan"), 12),
        (reverse("work:prevention-run-edit", args=[room.implementation.uid]), 13),
    ):
        with django_assert_max_num_queries(most):
            page = door.get(address).text
        for words in ("From 16 years on", "“Parents sign that they agree”", "article 7",
                      "Ask the commission", "Version 2"):  # fmt: skip
            assert words in page
    ConsentRules.objects.all().delete()
    assert rules_told("KG") is None
    assert "not entered yet" in door.get(reverse("work:prevention-plan")).text
