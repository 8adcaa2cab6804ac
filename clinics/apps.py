"""Clinics as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClinicsConfig(AppConfig):
    """Treatment records."""

    name = "clinics"
    verbose_name = _("Treatment records")

    def ready(self) -> None:
        """Offer the record's places on the rail of the work door."""
        from kernel.permissions import Permission  # noqa: PLC0415 - models are ready only now
        from ui import rail  # noqa: PLC0415 - as above

        rail.add(
            door="work", label=_("Today"), url_name="work:today", icon="calendar", order=10,
            permission=Permission.RECORD_READ,
        )  # fmt: skip
        rail.add(
            door="work", label=_("Calendar"), url_name="work:calendar", icon="clock", order=22,
            permission=Permission.RECORD_READ, covers=("work:appointment-",),
        )  # fmt: skip
        rail.add(
            door="work", label=_("Groups"), url_name="work:groups", icon="chat", order=26,
            permission=Permission.RECORD_READ, covers=("work:group",),
        )  # fmt: skip
        rail.add(
            door="work", label=_("Dosing"), url_name="work:round", icon="cup", order=12,
            permission=Permission.DOSE_GIVE, covers=("work:round",),
        )  # fmt: skip
        rail.add(
            door="work", label=_("Missed doses"), url_name="work:missed-rules", icon="settings",
            order=82, permission=Permission.CLINIC_CONFIGURE, covers=("work:set-missed",),
        )  # fmt: skip
        rail.add(
            door="work", label=_("Patients"), url_name="work:caseload", icon="people", order=20,
            permission=Permission.RECORD_READ, covers=PATIENT_VIEWS,
        )  # fmt: skip
        rail.add(
            door="work", label=_("Waiting list"), url_name="work:waiting-list", icon="list",
            order=25, permission=Permission.RECORD_READ,
            covers=("work:triage", "work:transfers", "work:transfer"),
        )  # fmt: skip
        rail.add(
            door="work", label=_("Merges"), url_name="work:merges", icon="people", order=60,
            permission=Permission.WORK_OVERSEE, covers=("work:merge-",),
        )  # fmt: skip
        rail.add(
            door="work", label=_("Stock"), url_name="work:stock", icon="box", order=28,
            permission=Permission.STOCK_READ, covers=STOCK_VIEWS,
        )  # fmt: skip
        rail.add(
            door="work", label=_("Find"), url_name="work:find", icon="search", order=40,
            permission=Permission.IDENTITY_FIND,
        )  # fmt: skip
        rail.add(
            door="work", label=_("Clinic"), url_name="work:oversight", icon="list", order=5,
            permission=Permission.WORK_OVERSEE, covers=("work:oversight-",),
        )  # fmt: skip
        rail.add(
            door="work", label=_("Missing"), url_name="work:quality", icon="warning", order=45,
            permission=Permission.RECORD_READ,
        )  # fmt: skip
        rail.add(
            door="work", label=_("Measures"), url_name="work:measure-texts", icon="document",
            order=80, permission=Permission.CLINIC_CONFIGURE,
        )  # fmt: skip
        rail.add(
            door="work", label=_("Measures due"), url_name="work:measure-schedule",
            icon="calendar", order=81, permission=Permission.CLINIC_CONFIGURE,
        )  # fmt: skip
        rail.add(
            door="work", label=_("Count tolerance"), url_name="work:stock-tolerances",
            icon="box", order=83, permission=Permission.CLINIC_CONFIGURE,
        )  # fmt: skip
        rail.add(
            door="work", label=_("Lock names"), url_name="work:names-lock", icon="lock",
            order=90, permission=Permission.VAULT_LOCK, covers=("work:names-",),
        )  # fmt: skip
        rail.add(
            door="work", label=_("Unknown names"), url_name="work:terms", icon="search", order=50,
            permission=Permission.SUBSTANCE_RESOLVE, covers=("work:term",),
        )  # fmt: skip


PATIENT_VIEWS = (
    "work:register", "work:merge", "work:patient", "work:name", "work:consent", "work:refer",
    "work:contact", "work:dose",
    "work:test", "work:waiting", "work:assess", "work:admit", "work:decline", "work:interrupt",
    "work:resume", "work:discharge", "work:follow-up", "work:close", "work:demand",
    "work:log-contact", "work:give", "work:record-test", "work:medicine", "work:prescribe",
    "work:end-prescription", "work:agree-take-home", "work:hold-dosing", "work:lift-hold",
    "work:appointments", "work:make-appointment",
    "work:measures", "work:measure", "work:measure-correct", "work:measure-void", "work:plan",
    "work:plan-make", "work:plan-review", "work:plan-print",
    "work:health", "work:violence", "work:safeguarding",
    "work:admission", "work:reopen", "work:transfer-offer", "work:papers", "work:card-pdf",
    "work:summary-pdf", "work:letter-pdf", "work:subject-pdf",
)  # fmt: skip
STOCK_VIEWS = (
    "work:stock-at", "work:stock-day", "work:stock-receive", "work:stock-close",
    "work:stock-spill", "work:stock-return", "work:stock-destroy", "work:stock-send",
    "work:stock-reverse",
)  # fmt: skip
