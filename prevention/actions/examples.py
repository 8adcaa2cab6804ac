"""Marking what a demonstration made up: no figure and no report ever counts it."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kernel.errors import Refused
from kernel.models import User
from kernel.permissions import Permission, require, require_country
from prevention.actions.waves import make_link
from prevention.models import Cohort, ConsentRules, Implementation, ServicePoint, Wave, WaveDay
from prevention.rules.links import token_hash


class NotADemonstration(Refused):
    """Examples exist only where everybody knows that they are."""

    code = "not-a-demonstration"


def mark_run(*, run: Implementation, by: User) -> Implementation:
    """Call an implementation an example, before anything is written for it. For good.

    Raises:
        NotADemonstration: this installation is none.
        NotPermitted.
    """
    _check_is_one()
    require(by, Permission.PROGRAMME_MANAGE, at=run.organisation)
    run.is_example = True
    run.save(update_fields=["is_example"])
    return run


def mark_service(*, service: ServicePoint, by: User) -> ServicePoint:
    """Call a service point invented. For good.

    Raises:
        NotADemonstration: this installation is none.
        NotPermitted.
    """
    _check_is_one()
    require(by, Permission.SERVICE_EDIT, at=service.organisation)
    service.is_invented = True
    service.save(update_fields=["is_invented"])
    return service


def mark_rules(*, rules: ConsentRules, by: User) -> ConsentRules:
    """Call rules on consent an example and no law. For good.

    Raises:
        NotADemonstration: this installation is none.
        NotPermitted.
    """
    _check_is_one()
    require_country(by, Permission.PROGRAMME_COORDINATE, rules.country)
    rules.is_example = True
    rules.save(update_fields=["is_example"])
    return rules


def give_link(*, wave: Wave, cohort: Cohort, token: str, by: User) -> None:
    """Let a group of an example be asked under a link that is no secret, so that anybody may try.

    Raises:
        NotADemonstration: this installation is none, or the implementation is no example.
        NotPermitted, WaveRefused: as for a link of its own.
    """
    _check_is_one()
    if not wave.implementation.is_example:
        raise NotADemonstration(_("Only a questionnaire of an example has a link that all know."))
    make_link(wave, cohort, by=by)
    WaveDay.objects.filter(wave=wave, cohort=cohort).update(token_hash=token_hash(token))


def _check_is_one() -> None:
    if not settings.DEMO:
        raise NotADemonstration(_("Examples are made only with UMIT_DEMO=1."))
