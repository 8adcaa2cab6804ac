"""Giving and withdrawing roles."""

import itertools

import pytest
from django.contrib.auth.models import Group

from kernel.grants import (
    OFFICE_ROLES,
    ROLE_KINDS,
    RoleNotGrantable,
    give_role,
    roles_of,
    withdraw_role,
)
from kernel.models import AuditEvent, OrganisationKind
from kernel.permissions import FORBIDDEN_PAIRS, Permission, Role, has_permission
from tests.factories.kernel import (
    OrganisationFactory,
    UserFactory,
    clinic,
    international,
    ministry,
    ngo,
    nurse,
)


pytestmark = pytest.mark.django_db

KINDS = sorted(itertools.product(Role, OrganisationKind), key=str)


def somewhere(role: Role) -> object:
    """An organisation where `role` can be held."""
    return OrganisationFactory(kind=sorted(ROLE_KINDS[role])[0])


@pytest.mark.parametrize(("role", "kind"), KINDS)
def test_a_role_is_held_at_its_kinds_of_organisation_only(role, kind):
    person, organisation = UserFactory(), OrganisationFactory(kind=kind)

    if kind in ROLE_KINDS[role]:
        give_role(user=person, role=role, organisation=organisation, by=None)
        assert roles_of(person) == {role}
    else:
        with pytest.raises(RoleNotGrantable, match="cannot be held"):
            give_role(user=person, role=role, organisation=organisation, by=None)
        assert roles_of(person) == frozenset()


@pytest.mark.parametrize("pair", sorted(map(sorted, FORBIDDEN_PAIRS)))
def test_some_roles_must_be_two_people_in_either_order(pair):
    for first, second in (pair, reversed(pair)):
        person = UserFactory()
        give_role(user=person, role=Role(first), organisation=somewhere(first), by=None)

        with pytest.raises(RoleNotGrantable, match="two people"):
            give_role(user=person, role=Role(second), organisation=somewhere(second), by=None)

        assert roles_of(person) == {first}


def test_roles_that_fit_are_held_together():
    here, person = clinic(), UserFactory()

    for role in (Role.CLINICIAN, Role.CLINIC_MANAGER):
        give_role(user=person, role=role, organisation=here, by=None)

    assert roles_of(person) == {Role.CLINICIAN, Role.CLINIC_MANAGER}


def test_a_change_holds_at_once_and_raises_the_version():
    here, person = clinic(), UserFactory()
    before = person.grants_version

    give_role(user=person, role=Role.NURSE, organisation=here, by=None)
    given = has_permission(person, Permission.DOSE_GIVE, at=here)
    withdraw_role(user=person, role=Role.NURSE, organisation=here, by=None)
    kept = has_permission(person, Permission.DOSE_GIVE, at=here)

    assert (given, kept) == (True, False)
    assert person.grants_version == before + 2


def test_giving_and_withdrawing_can_be_repeated():
    here, person = clinic(), UserFactory()

    for _ in range(2):
        give_role(user=person, role=Role.NURSE, organisation=here, by=None)
    assert roles_of(person) == {Role.NURSE}

    for _ in range(2):
        withdraw_role(user=person, role=Role.NURSE, organisation=here, by=None)
    assert roles_of(person) == frozenset()


def test_every_change_leaves_a_trace():
    here, person, manager = clinic(), UserFactory(), UserFactory()

    give_role(user=person, role=Role.NURSE, organisation=here, by=manager)
    withdraw_role(user=person, role=Role.NURSE, organisation=here, by=manager)

    traces = AuditEvent.objects.order_by("pk")
    assert [trace.event for trace in traces] == ["kernel.role.granted", "kernel.role.withdrawn"]
    assert {trace.actor_uid for trace in traces} == {manager.uid}
    assert {trace.organisation_uid for trace in traces} == {here.uid}
    assert {trace.detail["role"] for trace in traces} == {"nurse"}


def test_a_refused_grant_leaves_nothing():
    person = UserFactory()

    with pytest.raises(RoleNotGrantable):
        give_role(user=person, role=Role.NURSE, organisation=somewhere(Role.ANALYST), by=None)

    person.refresh_from_db()
    assert person.grants_version == 0
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize("role", OFFICE_ROLES)
def test_office_roles_are_mirrored_as_groups_until_the_last_is_withdrawn(role):
    person, first, second = UserFactory(), ministry(), international()
    for organisation in (first, second):
        give_role(user=person, role=role, organisation=organisation, by=None)

    withdraw_role(user=person, role=role, organisation=first, by=None)
    assert [group.name for group in person.groups.all()] == [role.value]

    withdraw_role(user=person, role=role, organisation=second, by=None)
    assert not person.groups.exists()
    assert Group.objects.filter(name=role.value).exists()


def test_the_people_of_an_ngo_are_in_a_group_of_the_ngo():
    person, first, second = UserFactory(), ngo(), ngo()
    for organisation in (first, second):
        give_role(user=person, role=Role.EDITOR, organisation=organisation, by=None)

    withdraw_role(user=person, role=Role.EDITOR, organisation=first, by=None)

    assert [group.name for group in person.groups.all()] == [f"editor@{second.uid}"]


def test_roles_at_a_clinic_need_no_group():
    assert not nurse(at=clinic()).groups.exists()
