"""Who may do what: every role against every permission."""

import pytest

from kernel.grants import ROLE_KINDS
from kernel.models import Organisation, OrganisationKind, User
from kernel.permissions import (
    CARE_ROLES,
    FORBIDDEN_PAIRS,
    ROLE_DOORS,
    ROLE_PERMISSIONS,
    SYSTEM_PERMISSIONS,
    NotPermitted,
    Permission,
    Role,
    doors_of,
    has_permission,
    organisations_where,
    require,
)
from kernel.scope import Scope


MATRIX = {
    "clinician": """record.read patient.register episode.write contact.write dose.give
        dose.override test.write record.correct record.void identity.register identity.find
        identity.label identity.contacts identity.correct vault.lock record.print measure.write
        plan.write prescription.write stock.write stock.read health.write violence.screen
        safeguarding.write appointment.write patient.merge patient.transfer""",
    "nurse": """record.read patient.register contact.write dose.give test.write record.correct
        identity.register identity.find identity.label measure.write stock.write stock.read
        health.write appointment.write""",
    "case_worker": """record.read patient.register episode.write contact.write record.correct
        identity.register identity.find identity.label identity.contacts measure.write plan.write
        health.write violence.screen safeguarding.write appointment.write""",
    "clinic_manager": """people.manage figures.own identity.label vault.lock stock.read
        patient.merge work.oversee clinic.configure""",
    "privacy_officer": "audit.read",
    "editor": "content.edit",
    "reviewer": "content.review",
    "translator": "content.translate",
    "programme_manager": "programme.manage session.deliver survey.enter service.edit",
    "facilitator": "session.deliver",
    "coordinator": "programme.coordinate",
    "analyst": "figures.national",
    "expert": "substance.resolve",
    "auditor": "audit.read",
    "administrator": "people.manage",
}
"""Written a second time on purpose: widening a role takes two hands."""

HERE, THERE = Organisation(pk=1, country="KZ"), Organisation(pk=2, country="KZ")


def holder(role: Role) -> User:
    """Somebody who holds `role` here, without a database."""
    user = User(grants_version=0)
    user._scope = (0, Scope(roles={HERE.pk: frozenset({role})}, countries={}))
    return user


@pytest.mark.parametrize("permission", Permission)
@pytest.mark.parametrize("role", Role)
def test_a_role_permits_what_the_matrix_says_and_only_where_it_is_held(role, permission):
    person = holder(role)

    assert has_permission(person, permission, at=HERE) is (permission in MATRIX[role].split())
    assert has_permission(person, permission, at=THERE) is False


@pytest.mark.parametrize("permission", Permission)
def test_the_system_registers_imports_and_counts_and_does_nothing_else(permission):
    system = User(grants_version=0)
    system._scope = (0, Scope(roles={}, countries={}, is_system=True))

    assert has_permission(system, permission, at=HERE) is (permission in SYSTEM_PERMISSIONS)
    assert {
        "records.import", "identity.register", "figures.national", "figures.own",
    } == SYSTEM_PERMISSIONS  # fmt: skip


def test_what_is_not_permitted_is_refused_in_words():
    with pytest.raises(NotPermitted) as refusal:
        require(holder(Role.NURSE), Permission.RECORD_VOID, at=HERE)

    assert refusal.value.code == "not-permitted"
    assert "Ask your manager" in str(refusal.value)


def test_what_is_permitted_passes():
    assert require(holder(Role.CLINICIAN), Permission.RECORD_VOID, at=HERE) is None


def test_organisations_are_those_where_the_permission_is_held():
    assert organisations_where(holder(Role.NURSE), Permission.DOSE_GIVE) == {HERE.pk}
    assert organisations_where(holder(Role.NURSE), Permission.RECORD_VOID) == frozenset()


@pytest.mark.parametrize("role", Role)
def test_a_role_opens_one_door(role):
    expected = {"editor": "office", "reviewer": "office", "translator": "office",
                "analyst": "ministry"}.get(role, "work")  # fmt: skip

    assert doors_of(holder(role)) == {expected}


def test_nobody_without_a_role_enters_anywhere():
    stranger = User(grants_version=0)
    stranger._scope = (0, Scope(roles={}, countries={}))

    assert doors_of(stranger) == frozenset()


@pytest.mark.parametrize("table", [ROLE_PERMISSIONS, ROLE_KINDS, ROLE_DOORS])
def test_every_role_stands_in_every_table(table):
    assert set(table) == set(Role)


@pytest.mark.parametrize("alone", [Role.ADMINISTRATOR, Role.AUDITOR])
def test_who_manages_accounts_or_audits_does_nothing_else(alone):
    others = set(Role) - {alone}

    assert {frozenset({alone, other}) for other in others} <= FORBIDDEN_PAIRS


CARE = {
    "record", "patient", "episode", "contact", "dose", "test", "measure", "plan", "prescription",
    "health", "violence", "safeguarding", "appointment",
}  # fmt: skip


def test_a_manager_agrees_to_a_merge_and_reads_no_record():
    held = ROLE_PERMISSIONS[Role.CLINIC_MANAGER]

    assert Permission.PATIENT_MERGE in held
    assert Permission.RECORD_READ not in held


@pytest.mark.parametrize(
    "permission",
    [
        permission
        for permission in Permission
        if permission.split(".")[0] in CARE and permission is not Permission.PATIENT_MERGE
    ],
)
def test_only_care_roles_touch_treatment_records(permission):
    assert {role for role in Role if permission in ROLE_PERMISSIONS[role]} <= CARE_ROLES


def test_care_roles_are_held_where_patients_are_treated():
    kinds = frozenset().union(*(ROLE_KINDS[role] for role in CARE_ROLES))

    assert kinds <= {OrganisationKind.CLINIC, OrganisationKind.NGO}
