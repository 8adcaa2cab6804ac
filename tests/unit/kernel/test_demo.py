"""Accounts of the demonstration: for every role, only where demonstrating is allowed."""

import pytest
from django.contrib.auth.password_validation import validate_password

from kernel.demo import PASSWORD, NotADemonstration, make_accounts
from kernel.grants import grants_of
from kernel.models import AuditEvent, Organisation, User
from kernel.permissions import Role
from tests.factories.kernel import UserFactory, clinic


pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings):
    settings.DEMO = True


def test_outside_a_demonstration_no_account_is_made(settings):
    with pytest.raises(NotADemonstration):
        make_accounts(clinics=[clinic()])

    assert not User.objects.exists()


def test_every_role_has_an_account_that_holds_nothing_else(demo):
    accounts = make_accounts(clinics=[clinic(country="KG"), clinic()])

    assert len(accounts) == 20
    assert {account.role for account in accounts} == set(Role)
    for account in accounts:
        user = User.objects.get(username=account.username)
        assert grants_of(user) == [(account.role, account.organisation)]
        assert user.check_password(account.password)
        assert user.is_invented
        assert account.organisation.is_invented


def test_a_second_time_changes_nothing(demo):
    here = clinic(country="KG")
    first = make_accounts(clinics=[here])
    events = AuditEvent.objects.count()

    assert make_accounts(clinics=[here]) == first
    assert User.objects.count() == 20
    assert Organisation.objects.count() == 4
    assert AuditEvent.objects.count() == events


def test_a_changed_password_comes_back(demo):
    here = clinic()
    make_accounts(clinics=[here])
    user = User.objects.get(username="nurse")
    user.set_password("something else entirely")
    user.save()

    make_accounts(clinics=[here])

    assert User.objects.get(username="nurse").check_password(PASSWORD)


def test_a_real_account_of_that_name_is_not_touched(demo):
    UserFactory(username="nurse", is_invented=False)

    with pytest.raises(NotADemonstration):
        make_accounts(clinics=[clinic()])


def test_the_password_passes_our_own_validators():
    validate_password(PASSWORD)
