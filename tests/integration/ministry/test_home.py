"""The ministry door before the first release."""

import pytest

from tests.factories.kernel import analyst, auditor, clinician, editor, ministry, ngo


@pytest.mark.django_db
def test_an_analyst_reads_what_will_be_here_and_what_brings_it(enter: object):
    response = enter(analyst(at=ministry())).get("/ministry/")

    assert response.status_code == 200
    assert "No release has been compiled" in response.text
    assert "for women, for men and for both" in response.text
    assert "Audit summary" in response.text


@pytest.mark.django_db
@pytest.mark.parametrize(("make", "place"), [(clinician, ngo), (editor, ngo), (auditor, ministry)])
def test_nobody_else_finds_it(enter: object, make: object, place: object):
    assert enter(make(at=place())).get("/ministry/").status_code == 404


@pytest.mark.django_db
def test_a_stranger_is_asked_to_sign_in(client: object):
    response = client.get("/ministry/")

    assert response.status_code == 302
    assert response.url.startswith("/accounts/login/?next=")
