"""Who sees whom, and what they may give."""

import pytest

from kernel.actions.people import withdraw_role
from kernel.grants import give_role
from kernel.paging import Place
from kernel.permissions import CARE_ROLES, Permission, Role, has_somewhere
from kernel.selectors import can_add_organisations, manageable_people, people_page, roles_for
from kernel.trail import Filters, audit_page
from tests.factories.kernel import (
    UserFactory,
    administrator,
    clinic,
    clinic_manager,
    clinician,
    international,
    ministry,
)


pytestmark = pytest.mark.django_db


def test_who_manages_nobody_sees_nobody():
    assert not manageable_people(viewer=clinician(at=clinic())).exists()
    assert roles_for(viewer=clinician(at=clinic())) == ()


def test_who_audits_nothing_reads_nothing():
    page = audit_page(viewer=clinician(at=clinic()), filters=Filters(), place=Place())

    assert page.rows == []


def test_people_without_roles_are_seen_by_those_who_reach_all():
    lost = UserFactory()

    assert lost in manageable_people(viewer=administrator(at=international()))
    assert lost not in manageable_people(viewer=administrator(at=ministry()))


def test_a_person_with_roles_at_two_clinics_is_listed_once():
    here, there = clinic(), clinic()
    by = administrator(at=international())
    user = clinician(at=here)
    give_role(user=user, role=Role.NURSE, organisation=there, by=None)

    page = people_page(viewer=by, place=Place())

    assert [row.pk for row in page.rows].count(user.pk) == 1
    assert len(next(row for row in page.rows if row == user).grants_seen) == 2


def test_roles_that_may_be_given():
    assert set(roles_for(viewer=clinic_manager(at=clinic()))) == CARE_ROLES
    assert roles_for(viewer=administrator(at=ministry())) == tuple(Role)


def test_only_those_who_reach_a_country_add_organisations():
    assert can_add_organisations(viewer=administrator(at=ministry()))
    assert not can_add_organisations(viewer=clinic_manager(at=clinic()))


def test_a_withdrawn_permission_is_held_nowhere():
    here = clinic()
    by = clinic_manager(at=here)
    user = clinician(at=here)

    withdraw_role(user=user, role=Role.CLINICIAN, organisation=here, by=by)

    assert not has_somewhere(user, Permission.RECORD_READ)
