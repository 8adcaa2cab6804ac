"""Who may do what: permissions, the roles that bundle them, and the question `may this person?`.

A role is code: a fixed set of permissions, the kinds of organisation where it can be held and the
doors it opens. Who holds which role where is data (`kernel.grants`). Matrix: section 3.1 of the
security reference, narrowed to what the product does today.
"""

from enum import StrEnum
from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from kernel.errors import Refused
from kernel.scope import scope_of


if TYPE_CHECKING:
    from kernel.models import Organisation, User


class NotPermitted(Refused):
    """The person does not hold a permission that the act needs."""

    code = "not-permitted"


class Permission(StrEnum):
    """One thing that a person may do at an organisation."""

    RECORD_READ = "record.read"
    PATIENT_REGISTER = "patient.register"
    EPISODE_WRITE = "episode.write"
    CONTACT_WRITE = "contact.write"
    DOSE_GIVE = "dose.give"
    DOSE_OVERRIDE = "dose.override"
    TEST_WRITE = "test.write"
    RECORD_CORRECT = "record.correct"
    RECORD_VOID = "record.void"
    RECORD_PRINT = "record.print"
    MEASURE_WRITE = "measure.write"
    PLAN_WRITE = "plan.write"
    PRESCRIBE = "prescription.write"
    STOCK_WRITE = "stock.write"
    STOCK_READ = "stock.read"
    HEALTH_WRITE = "health.write"
    VIOLENCE_SCREEN = "violence.screen"
    SAFEGUARD = "safeguarding.write"
    APPOINTMENT_WRITE = "appointment.write"
    PATIENT_MERGE = "patient.merge"
    PATIENT_TRANSFER = "patient.transfer"
    WORK_OVERSEE = "work.oversee"
    CLINIC_CONFIGURE = "clinic.configure"
    SUBSTANCE_RESOLVE = "substance.resolve"
    IDENTITY_REGISTER = "identity.register"
    IDENTITY_FIND = "identity.find"
    IDENTITY_LABEL = "identity.label"
    IDENTITY_CONTACTS = "identity.contacts"
    IDENTITY_CORRECT = "identity.correct"
    VAULT_LOCK = "vault.lock"
    RECORDS_IMPORT = "records.import"
    PEOPLE_MANAGE = "people.manage"
    AUDIT_READ = "audit.read"
    FIGURES_OWN = "figures.own"
    FIGURES_NATIONAL = "figures.national"
    CONTENT_EDIT = "content.edit"
    CONTENT_REVIEW = "content.review"
    CONTENT_TRANSLATE = "content.translate"
    PROGRAMME_MANAGE = "programme.manage"
    SESSION_DELIVER = "session.deliver"
    SURVEY_ENTER = "survey.enter"
    SERVICE_EDIT = "service.edit"
    PROGRAMME_COORDINATE = "programme.coordinate"


class Role(TextChoices):
    """What a person is at an organisation. Stored codes are stable; labels are translated."""

    CLINICIAN = "clinician", _("Clinician")
    NURSE = "nurse", _("Nurse")
    CASE_WORKER = "case_worker", _("Case worker")
    CLINIC_MANAGER = "clinic_manager", _("Clinic manager")
    PRIVACY_OFFICER = "privacy_officer", _("Privacy officer")
    EDITOR = "editor", _("Editor")
    REVIEWER = "reviewer", _("Scientific reviewer")
    TRANSLATOR = "translator", _("Translator")
    PROGRAMME_MANAGER = "programme_manager", _("Programme manager")
    FACILITATOR = "facilitator", _("Facilitator")
    COORDINATOR = "coordinator", _("Prevention coordinator")
    ANALYST = "analyst", _("Ministry analyst")
    EXPERT = "expert", _("Substance expert")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")


P = Permission
ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.CLINICIAN: frozenset(
        {
            P.RECORD_READ, P.PATIENT_REGISTER, P.EPISODE_WRITE, P.CONTACT_WRITE, P.DOSE_GIVE,
            P.DOSE_OVERRIDE, P.TEST_WRITE, P.RECORD_CORRECT, P.RECORD_VOID, P.IDENTITY_REGISTER,
            P.IDENTITY_FIND, P.IDENTITY_LABEL, P.IDENTITY_CONTACTS, P.IDENTITY_CORRECT,
            P.VAULT_LOCK, P.RECORD_PRINT, P.MEASURE_WRITE, P.PLAN_WRITE, P.PRESCRIBE,
            P.STOCK_WRITE, P.STOCK_READ, P.HEALTH_WRITE, P.VIOLENCE_SCREEN, P.SAFEGUARD,
            P.APPOINTMENT_WRITE, P.PATIENT_MERGE, P.PATIENT_TRANSFER,
        }
    ),
    Role.NURSE: frozenset(
        {
            P.RECORD_READ, P.PATIENT_REGISTER, P.CONTACT_WRITE, P.DOSE_GIVE, P.TEST_WRITE,
            P.RECORD_CORRECT, P.IDENTITY_REGISTER, P.IDENTITY_FIND, P.IDENTITY_LABEL,
            P.MEASURE_WRITE, P.STOCK_WRITE, P.STOCK_READ, P.HEALTH_WRITE, P.APPOINTMENT_WRITE,
        }
    ),
    Role.CASE_WORKER: frozenset(
        {
            P.RECORD_READ, P.PATIENT_REGISTER, P.EPISODE_WRITE, P.CONTACT_WRITE,
            P.RECORD_CORRECT, P.IDENTITY_REGISTER, P.IDENTITY_FIND, P.IDENTITY_LABEL,
            P.IDENTITY_CONTACTS, P.MEASURE_WRITE, P.PLAN_WRITE, P.HEALTH_WRITE,
            P.VIOLENCE_SCREEN, P.SAFEGUARD, P.APPOINTMENT_WRITE,
        }
    ),
    Role.CLINIC_MANAGER: frozenset(
        {
            P.PEOPLE_MANAGE, P.FIGURES_OWN, P.IDENTITY_LABEL, P.VAULT_LOCK, P.STOCK_READ,
            P.PATIENT_MERGE, P.WORK_OVERSEE, P.CLINIC_CONFIGURE,
        }
    ),
    Role.PRIVACY_OFFICER: frozenset({P.AUDIT_READ}),
    Role.EDITOR: frozenset({P.CONTENT_EDIT}),
    Role.REVIEWER: frozenset({P.CONTENT_REVIEW}),
    Role.TRANSLATOR: frozenset({P.CONTENT_TRANSLATE}),
    Role.PROGRAMME_MANAGER: frozenset(
        {P.PROGRAMME_MANAGE, P.SESSION_DELIVER, P.SURVEY_ENTER, P.SERVICE_EDIT}
    ),
    Role.FACILITATOR: frozenset({P.SESSION_DELIVER}),
    Role.COORDINATOR: frozenset({P.PROGRAMME_COORDINATE}),
    Role.ANALYST: frozenset({P.FIGURES_NATIONAL}),
    Role.EXPERT: frozenset({P.SUBSTANCE_RESOLVE}),
    Role.AUDITOR: frozenset({P.AUDIT_READ}),
    Role.ADMINISTRATOR: frozenset({P.PEOPLE_MANAGE}),
}  # fmt: skip
SYSTEM_PERMISSIONS = frozenset(
    {P.RECORDS_IMPORT, P.IDENTITY_REGISTER, P.FIGURES_NATIONAL, P.FIGURES_OWN}
)

ROLE_DOORS: dict[Role, frozenset[str]] = {
    role: frozenset({door})
    for door, roles in {
        "work": [
            Role.CLINICIAN, Role.NURSE, Role.CASE_WORKER, Role.CLINIC_MANAGER,
            Role.PRIVACY_OFFICER, Role.PROGRAMME_MANAGER, Role.FACILITATOR, Role.COORDINATOR,
            Role.EXPERT, Role.AUDITOR, Role.ADMINISTRATOR,
        ],
        "office": [Role.EDITOR, Role.REVIEWER, Role.TRANSLATOR],
        "ministry": [Role.ANALYST],
    }.items()
    for role in roles
}  # fmt: skip

CARE_ROLES = frozenset({Role.CLINICIAN, Role.NURSE, Role.CASE_WORKER})
FORBIDDEN_PAIRS: frozenset[frozenset[Role]] = frozenset(
    {frozenset({Role.ADMINISTRATOR, role}) for role in Role if role is not Role.ADMINISTRATOR}
    | {frozenset({Role.AUDITOR, role}) for role in Role if role is not Role.AUDITOR}
    | {frozenset({Role.EDITOR, Role.REVIEWER})}
)
"""Separation of duty (section 3.2): nobody manages accounts, or audits, and does anything else;
nobody publishes what they wrote."""


def has_permission(user: "User", permission: Permission, *, at: "Organisation") -> bool:
    """Whether `user` holds `permission` at the organisation `at`."""
    return scope_of(user).allows(permission, at)


def require(user: "User", permission: Permission, *, at: "Organisation") -> None:
    """Demand `permission` at `at`; the first line of every action.

    Raises:
        NotPermitted: the person does not hold it there.
    """
    if not has_permission(user, permission, at=at):
        raise NotPermitted(_("Your role does not include this act. Ask your manager."))


def has_somewhere(user: "User", permission: Permission) -> bool:
    """Whether `user` holds `permission` at any organisation; no query beyond the scope's."""
    return any(permission in ROLE_PERMISSIONS[role] for role in scope_of(user).all_roles())


def require_somewhere(user: "User", permission: Permission) -> None:
    """Demand `permission` at any organisation: for acts that belong to none.

    Raises:
        NotPermitted: the person does not hold it.
    """
    if not has_somewhere(user, permission):
        raise NotPermitted(_("Your role does not include this act. Ask your manager."))


def organisations_where(user: "User", permission: Permission) -> frozenset[int]:
    """Primary keys of the organisations where `user` holds `permission`; ≤ 2 queries a request."""
    return scope_of(user).organisations(permission)


def countries_where(user: "User", permission: Permission) -> frozenset[str]:
    """Countries (ISO 3166-1) that `user` reaches with `permission`; `*` stands for all."""
    scope = scope_of(user)
    if scope.is_system:
        return frozenset({"*"} if permission in SYSTEM_PERMISSIONS else ())
    return scope.reach(permission)


def require_country(user: "User", permission: Permission, country: str) -> None:
    """Demand `permission` for a whole country: for acts on national figures.

    Raises:
        NotPermitted: the person does not hold it there.
    """
    if not countries_where(user, permission) & {"*", country}:
        raise NotPermitted(_("Your role does not include this act. Ask your manager."))


def doors_of(user: "User") -> frozenset[str]:
    """The private doors that open to `user`."""
    return frozenset().union(
        *(ROLE_DOORS[role] for role in scope_of(user).all_roles()), frozenset()
    )
