"""The accounts of the demonstration: one for each role, and only where demonstrating is allowed."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel.errors import Refused
from kernel.grants import give_role, roles_of
from kernel.models import Organisation, OrganisationKind, User
from kernel.models.organisations import Country
from kernel.permissions import ROLE_DOORS, Role


PASSWORD = "umit demo 2026 open door"  # noqa: S105 - printed on the screen of every demonstration


class NotADemonstration(Refused):
    """Known passwords must not exist where real people are."""

    code = "not-a-demonstration"


@dataclass(frozen=True)
class DemoAccount:
    """An account of the demonstration, as it is printed."""

    username: str
    role: Role
    organisation: Organisation
    door: str
    password: str


@dataclass(frozen=True)
class _Plan:
    username: str
    staff_code: str
    role: Role
    at: str
    language: str = "en"


CLINIC, CLINIC2, NGO, MINISTRY, WORLD = "clinic", "clinic2", "ngo", "ministry", "world"
PLANS = (
    _Plan("clinician", "D-01", Role.CLINICIAN, CLINIC),
    _Plan("nurse", "N-14", Role.NURSE, CLINIC),
    _Plan("nurse2", "N-15", Role.NURSE, CLINIC),
    _Plan("clinician2", "D-02", Role.CLINICIAN, CLINIC2),
    _Plan("caseworker", "C-05", Role.CASE_WORKER, NGO),
    _Plan("manager", "M-01", Role.CLINIC_MANAGER, CLINIC),
    _Plan("privacy", "P-01", Role.PRIVACY_OFFICER, CLINIC),
    _Plan("editor", "E-01", Role.EDITOR, WORLD),
    _Plan("editor2", "E-02", Role.EDITOR, WORLD),
    _Plan("ngoeditor", "E-03", Role.EDITOR, NGO),
    _Plan("reviewer", "R-01", Role.REVIEWER, WORLD),
    _Plan("translator", "T-01", Role.TRANSLATOR, WORLD, "ru"),
    _Plan("programmes", "G-01", Role.PROGRAMME_MANAGER, NGO),
    _Plan("facilitator", "G-02", Role.FACILITATOR, NGO),
    _Plan("analyst", "A-01", Role.ANALYST, MINISTRY),
    _Plan("analyst2", "A-02", Role.ANALYST, MINISTRY),
    _Plan("coordinator", "K-01", Role.COORDINATOR, MINISTRY),
    _Plan("expert", "X-01", Role.EXPERT, MINISTRY),
    _Plan("auditor", "U-01", Role.AUDITOR, WORLD),
    _Plan("admin", "S-01", Role.ADMINISTRATOR, WORLD),
)
PLACES = {
    NGO: (OrganisationKind.NGO, "Dostuk", "Достук", Country.KG.value),
    MINISTRY: (
        OrganisationKind.MINISTRY,
        "Demo Ministry of Health",
        "Демонстрационное министерство здравоохранения",
        Country.KG.value,
    ),
    WORLD: (OrganisationKind.INTERNATIONAL, "Umit demonstration", "Демонстрация Umit", ""),
}


@transaction.atomic
def make_accounts(*, clinics: Sequence[Organisation]) -> list[DemoAccount]:
    """Make the accounts and their organisations, or bring them back to how they were. Repeatable.

    Raises:
        NotADemonstration: `UMIT_DEMO` is not set.
        IndexError: there is no clinic to work at.
    """
    if not settings.DEMO:
        raise NotADemonstration(_("Demonstration accounts are made only with UMIT_DEMO=1."))
    places = {CLINIC: clinics[0], CLINIC2: clinics[-1]} | {
        name: _organisation(*what) for name, what in PLACES.items()
    }
    return [_account(plan, places[plan.at]) for plan in PLANS]


def _organisation(kind: OrganisationKind, name: str, name_ru: str, country: str) -> Organisation:
    organisation, _is_new = Organisation.objects.get_or_create(
        kind=kind,
        name=name,
        country=country,
        is_invented=True,
        defaults={"name_ru": name_ru},
    )
    return organisation


def _account(plan: _Plan, organisation: Organisation) -> DemoAccount:
    user, is_new = User.objects.get_or_create(
        username=plan.username,
        defaults={
            "staff_code": plan.staff_code,
            "language": plan.language,
            "is_invented": True,
        },
    )
    if not user.is_invented:
        raise NotADemonstration(_("A real account is called %(name)s.") % {"name": plan.username})
    if is_new or not user.check_password(PASSWORD):
        user.set_password(PASSWORD)
        user.save(update_fields=["password"])
    if plan.role not in roles_of(user):
        give_role(user=user, role=plan.role, organisation=organisation, by=None)
    (door,) = ROLE_DOORS[plan.role]
    return DemoAccount(plan.username, plan.role, organisation, door, PASSWORD)
