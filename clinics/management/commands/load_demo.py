"""Load the demonstration: de-identified records, accounts, the public site, programmes."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from clinics.actions.imports import Order, import_ctn0094, system_user
from clinics.bulk.progress import Progress
from clinics.demo import DATA, DEMO_CLINIC, DOORS, FIRST_DAY, OTHER_CLINIC
from clinics.management.commands.import_ctn0094 import summary
from clinics.management.demo_day import fill
from kernel import audit
from kernel.demo import DemoAccount, make_accounts
from kernel.errors import Refused
from kernel.models import Organisation
from kernel.models.audit_events import AuditAction


class Command(BaseCommand):
    """Load everything that a demonstration needs; a second time changes nothing."""

    help = "Load the demonstration (only with UMIT_DEMO=1)."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Load the records, the accounts and the site, and print the doors.

        Raises:
            CommandError: this is no demonstration, or something cannot be loaded.
        """
        if not settings.DEMO:
            raise CommandError("Set UMIT_DEMO=1: a demonstration has passwords that all know.")
        self.stderr.ending = ""
        by = system_user()
        order = Order(
            directory=DATA,
            first_day=FIRST_DAY,
            today=timezone.localdate(),
            now=timezone.now,
            by=by,
            progress=Progress(self.stderr),
        )
        try:
            result = import_ctn0094(order)
        except Refused as error:
            raise CommandError(str(error)) from error
        if not result.is_repeated:
            self.stdout.write("\n".join(summary(result)))
        clinic = Organisation.objects.get(uid=DEMO_CLINIC)
        other = Organisation.objects.get(uid=OTHER_CLINIC)
        accounts = make_accounts(clinics=[clinic, other])
        fill(clinic=clinic, other=other, now=timezone.now())
        call_command("load_site", stdout=self.stdout, stderr=self.stderr)
        call_command("load_prevention_demo", stdout=self.stdout, stderr=self.stderr)
        call_command("load_office_demo", stdout=self.stdout, stderr=self.stderr)
        audit.record(audit.Event.DEMO_LOADED, by=by, action=AuditAction.IMPORT, target=clinic)
        self.stdout.write("\n".join(["", *doors(), "", *table(accounts)]))


def doors() -> list[str]:
    """The doors and their paths."""
    return [f"{name:<10} {path}" for name, path in DOORS.items()]


def table(accounts: list[DemoAccount]) -> list[str]:
    """The accounts, one a line, as wide as their longest words."""
    rows = [("account", "role", "door", "at", "password")]
    rows += [
        (
            each.username,
            str(each.role.label),
            DOORS[each.door],
            each.organisation.name,
            each.password,
        )
        for each in accounts
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
