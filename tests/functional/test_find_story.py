"""A woman who married is found by the surname she had, in Latin letters, though it was Cyrillic."""

from datetime import date
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect

from clinics.actions.patients import register_patient
from tests.factories.kernel import clinic, clinician
from tests.functional.browser import NARROW, WIDE, desk_at
from vault import api as vault
from vault.codes import format_code


pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_a_former_surname_in_latin_letters_finds_who_was_registered_in_cyrillic(
    width: int, live_server, chromium: Browser, vault_keys
):
    organisation = clinic(country="KZ")
    person = clinician(at=organisation, username="d-02", staff_code="D-02")
    patient = register_patient(
        organisation=organisation, key=uuid4(), is_invented=True, now=timezone.now(), by=person,
        identity=vault.Identity(
            given="Гүлнара", surname="Жетписбаева", birth_date=date(1991, 3, 14), sex="FEMALE"
        ),
    ).patient  # fmt: skip
    with desk_at(chromium, live_server.url, width=width) as desk:
        page = desk.page
        page.goto(f"{live_server.url}/work/patients/{patient.uid}/")
        desk.sign_in(person)
        page.get_by_role("link", name="Change name or contacts").click()
        page.get_by_label("The name has changed").check()
        page.get_by_label("New surname").fill("Сейткали")
        desk.look("name-change")
        page.get_by_role("button", name="Save").click()
        expect(page.locator(".u-toast")).to_contain_text("Changed in the vault")

        page.goto(f"{live_server.url}/work/find/")
        page.get_by_label("Care", exact=True).check()
        page.get_by_label("Given name").fill("Gulnara")
        page.get_by_label("Birth date").fill("14.03.1991")
        page.get_by_label("Surname").fill("Zhetpisbaeva")
        page.locator("#main").get_by_role("button", name="Find").click()

        expect(page.locator("#main").get_by_text(format_code(patient.code)[:9])).to_be_visible()
        expect(page.locator("#main")).not_to_contain_text("Сейткали")
        desk.look("found")
        assert desk.complaints() == []
