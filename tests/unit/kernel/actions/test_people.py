"""Inviting, giving, withdrawing, retiring, resetting."""

from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError

from kernel import audit
from kernel.actions import people
from kernel.actions.people import (
    AlreadyRetired,
    LinkDead,
    NotRetired,
    StaffCodeTaken,
    accept_invitation,
    give_role,
    invite_person,
    reinstate_person,
    renew_link,
    reset_second_factor,
    retire_person,
    withdraw_role,
)
from kernel.grants import RoleNotGrantable, roles_of
from kernel.models import AuditEvent, Invitation, User
from kernel.permissions import NotPermitted, Role
from kernel.policies import NotOneself, PersonNotYours, RoleNotYours, can_manage, grantable_roles
from tests.factories.kernel import (
    UserFactory,
    administrator,
    clinic,
    clinic_manager,
    clinician,
    international,
    ministry,
    ngo,
    nurse,
    person,
    privacy_officer,
)


pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 16, 9, 0, tzinfo=UTC)
PASSWORD = "eleven herons cross the canal"


@pytest.fixture
def here():
    return clinic()


@pytest.fixture
def manager(here) -> User:
    return clinic_manager(at=here)


def invite(by: User, at, role: Role = Role.NURSE, **fields: object):
    fields = {"username": "aigul", "staff_code": "N-14"} | fields
    return invite_person(organisation=at, role=role, at=NOW, by=by, **fields)


def events(event: audit.Event) -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(event=str(event)))


def test_an_invited_person_holds_the_role_and_no_password(here, manager):
    invited = invite(manager, here, language="ru")

    assert roles_of(invited.user) == {Role.NURSE}
    assert not invited.user.has_usable_password()
    assert invited.user.language == "ru"
    assert [event.object_uids for event in events(audit.Event.PERSON_INVITED)] == [
        [str(invited.user.uid)]
    ]


def test_only_the_hash_of_a_token_is_kept_and_no_audit_row_knows_it(here, manager):
    invited = invite(manager, here)

    assert len(invited.token) >= 43
    assert invited.token not in Invitation.objects.get().token_hash
    assert not any(invited.token in str(row) for row in AuditEvent.objects.values_list())


def test_the_link_sets_a_password_once(here, manager):
    invited = invite(manager, here)

    user = accept_invitation(token=invited.token, password=PASSWORD, at=NOW)

    assert user.check_password(PASSWORD)
    assert len(events(audit.Event.INVITATION_USED)) == 1
    with pytest.raises(LinkDead):
        accept_invitation(token=invited.token, password=PASSWORD, at=NOW)


def test_the_link_dies_after_72_hours(here, manager):
    invited = invite(manager, here)

    with pytest.raises(LinkDead):
        accept_invitation(token=invited.token, password=PASSWORD, at=NOW + timedelta(hours=72))


@pytest.mark.parametrize("token", ["", "x", "a" * 43])
def test_a_link_that_was_never_issued_is_dead(token):
    with pytest.raises(LinkDead):
        accept_invitation(token=token, password=PASSWORD, at=NOW)


def test_a_link_used_in_another_window_meanwhile_is_dead(here, manager, monkeypatch):
    invited = invite(manager, here)
    found = people.living_invitation(token=invited.token, at=NOW)
    accept_invitation(token=invited.token, password=PASSWORD, at=NOW)
    monkeypatch.setattr(people, "living_invitation", lambda **_: found)

    with pytest.raises(LinkDead):
        accept_invitation(token=invited.token, password=PASSWORD + "!", at=NOW)

    assert User.objects.get(pk=invited.user.pk).check_password(PASSWORD)


@pytest.mark.parametrize("weak", ["short", "bishkek bishkek", "111111111111111111"])
def test_a_weak_password_leaves_the_link_alive(here, manager, weak):
    invited = invite(manager, here)

    with pytest.raises(ValidationError):
        accept_invitation(token=invited.token, password=weak, at=NOW)

    assert accept_invitation(token=invited.token, password=PASSWORD, at=NOW)


def test_a_new_link_kills_the_older_one(here, manager):
    invited = invite(manager, here)

    renewed = renew_link(user=invited.user, at=NOW, by=manager)

    with pytest.raises(LinkDead):
        accept_invitation(token=invited.token, password=PASSWORD, at=NOW)
    assert accept_invitation(token=renewed.token, password=PASSWORD, at=NOW) == invited.user


def test_a_taken_user_name_is_refused_and_nothing_is_left(here, manager):
    UserFactory(username="aigul")

    with pytest.raises(ValidationError):
        invite(manager, here)

    assert not Invitation.objects.exists()


def test_two_people_of_one_clinic_cannot_share_a_staff_code(here, manager):
    nurse(at=here, staff_code="N-14")

    with pytest.raises(StaffCodeTaken):
        invite(manager, here, staff_code=" n-14 ")

    elsewhere = clinic()
    assert invite(clinic_manager(at=elsewhere), elsewhere).user.staff_code == "N-14"


def test_an_invitation_is_undone_when_the_audit_fails(here, manager, monkeypatch):
    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(people.audit, "record", broken)

    with pytest.raises(RuntimeError):
        invite(manager, here)

    assert not User.objects.filter(username="aigul").exists()


def test_a_clinic_manager_gives_care_roles_at_the_own_clinic_alone(here, manager):
    assert set(grantable_roles(manager, at=here)) == {
        Role.CLINICIAN,
        Role.NURSE,
        Role.CASE_WORKER,
    }
    assert grantable_roles(manager, at=clinic()) == ()


@pytest.mark.parametrize("role", [Role.CLINIC_MANAGER, Role.PRIVACY_OFFICER])
def test_a_clinic_manager_gives_no_other_role(here, manager, role):
    with pytest.raises(RoleNotYours):
        invite(manager, here, role)


def test_an_administrator_gives_every_role_that_fits_in_reach():
    by = administrator(at=ministry(country="KG"))
    there, abroad = clinic(country="KG"), clinic(country="KZ")

    assert set(grantable_roles(by, at=there)) == {
        Role.CLINICIAN,
        Role.NURSE,
        Role.CASE_WORKER,
        Role.CLINIC_MANAGER,
        Role.PRIVACY_OFFICER,
    }
    assert grantable_roles(by, at=abroad) == ()
    with pytest.raises(NotPermitted):
        invite(by, abroad)


def test_an_administrator_of_an_international_body_reaches_all():
    by = administrator(at=international())

    assert Role.ADMINISTRATOR in grantable_roles(by, at=ministry(country="TJ"))
    assert Role.NURSE in grantable_roles(by, at=ngo(country="UZ"))


def test_no_role_is_given_at_a_retired_organisation():
    by = administrator(at=international())

    assert grantable_roles(by, at=clinic(retired_at=NOW)) == ()


def test_nobody_without_the_permission_invites(here):
    with pytest.raises(NotPermitted):
        invite(clinician(at=here), here)


@pytest.mark.parametrize("act", [give_role, withdraw_role])
def test_nobody_changes_their_own_rights(act):
    everywhere = international()
    by = administrator(at=everywhere)

    with pytest.raises(NotOneself):
        act(user=by, role=Role.ADMINISTRATOR, organisation=everywhere, by=by)


def test_giving_and_withdrawing_raise_the_version_and_leave_a_trace(here, manager):
    user = nurse(at=here)
    version = user.grants_version

    give_role(user=user, role=Role.CASE_WORKER, organisation=here, by=manager)
    withdraw_role(user=user, role=Role.NURSE, organisation=here, by=manager)

    assert roles_of(user) == {Role.CASE_WORKER}
    assert user.grants_version == version + 2
    assert events(audit.Event.ROLE_GRANTED)[0].detail == {"role": "case_worker"}
    assert events(audit.Event.ROLE_WITHDRAWN)[0].actor_uid == manager.uid


def test_a_role_that_does_not_fit_the_others_is_refused():
    by = administrator(at=international())
    country = ministry()
    user = person(Role.AUDITOR, at=country)

    with pytest.raises(RoleNotGrantable):
        give_role(user=user, role=Role.ANALYST, organisation=country, by=by)


@pytest.mark.parametrize("field", ["is_system", "is_superuser"])
def test_the_system_and_superusers_are_not_managed(field, here):
    by = administrator(at=international())
    user = UserFactory(**{field: True})

    with pytest.raises(PersonNotYours):
        give_role(user=user, role=Role.NURSE, organisation=here, by=by)
    with pytest.raises(PersonNotYours):
        retire_person(user=user, at=NOW, by=by)


def test_a_retired_person_is_closed_out_and_their_links_die(here, manager):
    invited = invite(manager, here)
    version = invited.user.grants_version

    retire_person(user=invited.user, at=NOW, by=manager)

    user = User.objects.get(pk=invited.user.pk)
    assert (user.is_active, user.retired_at) == (False, NOW)
    assert user.grants_version > version
    assert len(events(audit.Event.PERSON_RETIRED)) == 1
    with pytest.raises(LinkDead):
        accept_invitation(token=invited.token, password=PASSWORD, at=NOW)


def test_a_retired_person_gets_no_link_and_no_role_and_is_not_retired_twice(here, manager):
    user = retire_person(user=nurse(at=here), at=NOW, by=manager)

    with pytest.raises(AlreadyRetired):
        renew_link(user=user, at=NOW, by=manager)
    with pytest.raises(AlreadyRetired):
        give_role(user=user, role=Role.CLINICIAN, organisation=here, by=manager)
    with pytest.raises(AlreadyRetired):
        retire_person(user=user, at=NOW, by=manager)


def test_a_reinstated_person_holds_the_roles_of_before(here, manager):
    user = retire_person(user=nurse(at=here), at=NOW, by=manager)

    reinstate_person(user=user, by=manager)

    assert (user.is_active, user.retired_at) == (True, None)
    assert roles_of(user) == {Role.NURSE}
    with pytest.raises(NotRetired):
        reinstate_person(user=user, by=manager)


@pytest.mark.parametrize("act", [retire_person, renew_link])
def test_nobody_does_this_to_themselves(act, manager):
    with pytest.raises(NotOneself):
        act(user=manager, at=NOW, by=manager)


def test_a_manager_cannot_enter_as_somebody_with_more_rights(here, manager):
    for other in (
        clinic_manager(at=here),
        privacy_officer(at=here),
        nurse(at=clinic()),
        administrator(at=international()),
        UserFactory(),
    ):
        assert not can_manage(manager, user=other)
        with pytest.raises(PersonNotYours):
            renew_link(user=other, at=NOW, by=manager)
        with pytest.raises(PersonNotYours):
            reset_second_factor(user=other, by=manager)


def test_a_nurse_of_two_clinics_is_an_administrators_matter(here, manager):
    user = nurse(at=here)
    elsewhere = clinic()
    by = administrator(at=international())
    give_role(user=user, role=Role.NURSE, organisation=elsewhere, by=by)

    assert not can_manage(manager, user=user)
    assert can_manage(by, user=user)


def test_whoever_invited_a_person_still_manages_them_without_roles(here, manager):
    invited = invite(manager, here)
    withdraw_role(user=invited.user, role=Role.NURSE, organisation=here, by=manager)

    assert can_manage(manager, user=invited.user)
    assert not can_manage(clinic_manager(at=here), user=invited.user)


def test_a_reset_forgets_the_factors_and_ends_the_sessions(here, manager):
    user = nurse(at=here)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    version = user.grants_version

    assert reset_second_factor(user=user, by=manager) == 1

    assert not Authenticator.objects.filter(user=user).exists()
    assert user.grants_version == version + 1
    assert events(audit.Event.SECOND_FACTOR_RESET)[0].detail == {"factors": 1}
