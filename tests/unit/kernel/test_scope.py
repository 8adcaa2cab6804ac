"""What one person may reach."""

import pytest

from kernel.permissions import Permission, has_permission
from tests.factories.kernel import clinic, clinician


pytestmark = pytest.mark.django_db


def test_a_clinician_reads_records_at_the_own_clinic_only():
    here, there = clinic(), clinic()
    person = clinician(at=here)

    allowed = [has_permission(person, Permission.RECORD_READ, at=at) for at in (here, there)]

    assert allowed == [True, False]
