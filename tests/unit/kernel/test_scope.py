"""What one person may reach."""

import pytest

from kernel.models import OrganisationKind, User
from kernel.permissions import Permission, has_permission, organisations_where
from kernel.scope import scope_of
from tests.factories.kernel import (
    OrganisationFactory,
    UserFactory,
    administrator,
    analyst,
    auditor,
    clinic,
    clinician,
    editor,
    international,
    ministry,
    ngo,
    nurse,
)


pytestmark = pytest.mark.django_db


def afresh(user: User) -> User:
    """The same person in a new request."""
    return User.objects.get(pk=user.pk)


def test_a_clinician_reads_records_at_the_own_clinic_only():
    here, there = clinic(), clinic()
    person = clinician(at=here)

    allowed = [has_permission(person, Permission.RECORD_READ, at=at) for at in (here, there)]

    assert allowed == [True, False]
    assert organisations_where(person, Permission.RECORD_READ) == {here.pk}


@pytest.mark.parametrize("who", [administrator, auditor])
def test_a_ministry_reaches_its_country(who):
    own, foreign = clinic(country="KZ"), clinic(country="KG")
    person = who(at=ministry(country="KZ"))
    permission = Permission.PEOPLE_MANAGE if who is administrator else Permission.AUDIT_READ

    reached = organisations_where(person, permission)

    assert own.pk in reached
    assert foreign.pk not in reached
    assert has_permission(person, permission, at=own)
    assert not has_permission(person, permission, at=foreign)


def test_an_international_body_reaches_every_country():
    clinics = [clinic(country=country) for country in ("KZ", "KG", "TJ", "TM", "UZ")]
    person = auditor(at=international())

    reached = organisations_where(person, Permission.AUDIT_READ)

    assert {at.pk for at in clinics} <= reached
    assert all(has_permission(person, Permission.AUDIT_READ, at=at) for at in clinics)


def test_national_reach_carries_no_other_permission():
    own = clinic(country="KZ")
    person = analyst(at=ministry(country="KZ"))

    assert has_permission(person, Permission.FIGURES_NATIONAL, at=own)
    assert not has_permission(person, Permission.RECORD_READ, at=own)
    assert organisations_where(person, Permission.RECORD_READ) == frozenset()


def test_an_ngo_reaches_itself_only():
    own, other = ngo(country="KZ"), ngo(country="KZ")

    assert organisations_where(editor(at=own), Permission.CONTENT_EDIT) == {own.pk}
    assert other.pk not in organisations_where(editor(at=own), Permission.CONTENT_EDIT)


@pytest.mark.parametrize("number", [1, 60])
def test_a_scope_costs_one_query_however_many_organisations(number, django_assert_num_queries):
    organisations = OrganisationFactory.create_batch(number)
    person = nurse(at=organisations[0])
    person = afresh(person)

    with django_assert_num_queries(1):
        reached = organisations_where(person, Permission.DOSE_GIVE)
        answers = [has_permission(person, Permission.DOSE_GIVE, at=at) for at in organisations]

    assert len(reached) == answers.count(True) == 1


@pytest.mark.parametrize("number", [1, 60])
def test_national_reach_costs_two_queries_however_many(number, django_assert_num_queries):
    organisations = OrganisationFactory.create_batch(number)
    person = afresh(auditor(at=ministry(country="KZ")))

    with django_assert_num_queries(2):
        reached = organisations_where(person, Permission.AUDIT_READ)
        organisations_where(person, Permission.AUDIT_READ)
        answers = [has_permission(person, Permission.AUDIT_READ, at=at) for at in organisations]

    assert all(answers)
    assert len(reached) == number + 1


def test_a_retired_person_holds_nothing(today):
    here = clinic()
    person = nurse(at=here)
    person.is_active = False
    person.save()

    assert scope_of(afresh(person)).all_roles() == frozenset()


def test_a_retired_organisation_gives_nothing():
    from django.utils import timezone  # noqa: PLC0415 - only this test retires

    here, there = clinic(), clinic()
    person = nurse(at=here)
    here.retired_at = timezone.now()
    here.save()
    person = afresh(person)

    assert not has_permission(person, Permission.DOSE_GIVE, at=here)
    assert not has_permission(person, Permission.DOSE_GIVE, at=there)


def test_a_scope_is_read_once_and_again_after_a_change(django_assert_num_queries):
    person = UserFactory()
    first = scope_of(person)

    with django_assert_num_queries(0):
        assert scope_of(person) is first

    person.grants_version += 1
    assert scope_of(person) is not first


def test_the_roles_at_an_organisation_are_those_held_exactly_there():
    here, there = clinic(), clinic()

    scope = scope_of(clinician(at=here))

    assert {role.value for role in scope.roles_at(here)} == {"clinician"}
    assert scope.roles_at(there) == frozenset()


def test_kinds_of_organisations_are_four():
    assert len(OrganisationKind.values) == 4
