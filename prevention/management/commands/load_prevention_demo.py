"""Load the demonstration of prevention: an NGO, its programmes, questionnaires, where help is."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from kernel.errors import Refused
from kernel.models import Organisation, OrganisationKind, User
from prevention.management import demo_consent, demo_programmes, demo_services
from prevention.management.demo_programmes import TO_TRY
from prevention.management.demo_team import gather
from prevention.models import Implementation, Response, Session


ACCOUNTS = ("programmes", "facilitator", "coordinator")


class Command(BaseCommand):
    """Examples for the NGO where the accounts `programmes` and `facilitator` work.

    A second time adds nothing.
    """

    help = (
        "Load the demonstration of prevention (only with UMIT_DEMO=1, after load_demo's accounts)."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Load catalogue, questionnaires and examples, and say what was added.

        Raises:
            CommandError: this is no demonstration, or its accounts are not there.
        """
        if not settings.DEMO:
            raise CommandError("Set UMIT_DEMO=1: these programmes are made up.")
        people = User.objects.in_bulk(ACCOUNTS, field_name="username")
        organisation = Organisation.objects.filter(
            kind=OrganisationKind.NGO, name="Dostuk", is_invented=True
        ).first()
        if organisation is None or len(people) < len(ACCOUNTS):
            raise CommandError("The accounts of the demonstration are missing: load_demo first.")
        call_command("load_catalogue", "--demo", stdout=self.stdout, stderr=self.stderr)
        call_command("load_questionnaires", stdout=self.stdout, stderr=self.stderr)
        now = timezone.now()
        demo_consent.fill(country=organisation.country, now=now, by=people["coordinator"])
        services = demo_services.fill(
            organisation=organisation, today=timezone.localdate(now), by=people["programmes"]
        )
        runs: list[Implementation] = []
        if not self._is_there(organisation):
            team = gather(
                organisation=organisation, manager=people["programmes"],
                facilitator=people["facilitator"], now=now,
            )  # fmt: skip
            runs = demo_programmes.fill(team)
        self._say(runs, services)

    def _is_there(self, organisation: Organisation) -> bool:
        try:
            return demo_programmes.is_there(organisation)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal

    def _say(self, runs: list[Implementation], services: int) -> None:
        sessions = Session.objects.filter(cohort__implementation__in=runs).count()
        answered = Response.objects.filter(wave__implementation__in=runs).count()
        self.stdout.write(
            f"Examples of prevention: {len(runs)} implementations, {sessions} sessions, "
            f"{answered} answered questionnaires, {services} service points added."
        )
        if runs:
            self.stdout.write(f"A questionnaire to try, without signing in: /s/{TO_TRY}")
