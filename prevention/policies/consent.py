"""Whether the rules of a country allow the consent that a plan names (prevention reference 5.4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from kernel.errors import Refused
from kernel.models.organisations import Country
from prevention.choices import ConsentRoute
from prevention.models import ConsentRules, Implementation, Programme
from prevention.rules.consent import FOR_THE_YOUNGER, Terms, youngest_of


class ConsentNotPermitted(Refused):
    """The law of the country does not know this way to ask for consent."""

    code = "consent-not-permitted"


class RulesNotEnterable(Refused):
    """What is entered cannot be a country's rules."""

    code = "rules-not-enterable"


@dataclass(frozen=True)
class Asked:
    """What of a plan the rules on consent are about."""

    route: str
    youngest: int | None
    """In years; None when nobody knows."""


def rules_in_force(country: str) -> ConsentRules | None:
    """The latest version of a country's rules; None when nobody has entered any."""
    return ConsentRules.objects.filter(country=country).order_by("-version").first()


def terms_of(rules: ConsentRules | None) -> Terms | None:
    """What plans are held against."""
    return Terms(rules.self_age, frozenset(rules.routes)) if rules else None


def terms_in_force(country: str) -> Terms | None:
    """Likewise, of the latest version; one query."""
    return terms_of(rules_in_force(country))


def asked_by_run(run: Implementation) -> Asked:
    """How an implementation asks, and whom."""
    programme = run.programme_version.programme
    return Asked(run.consent_route, _youngest(programme, has_minors=run.addresses_minors))


def asked_by_plan(plan: Mapping[str, Any]) -> Asked:
    """Likewise of a plan that is not stored yet, by the names of its fields."""
    programme = plan["programme_version"].programme
    youngest = _youngest(programme, has_minors=plan["addresses_minors"])
    return Asked(plan["consent_route"], youngest)


def fault_of(asked: Asked, terms: Terms | None) -> str:
    """Why people may not be asked so, in words; empty when they may, or nothing is known."""
    if terms is None or not asked.route or terms.permit(asked.route, youngest=asked.youngest):
        return ""
    return _(
        "“%(route)s” is not permitted by the rules on consent of the country: for people under "
        "%(age)s they permit %(routes)s."
    ) % {
        "route": ConsentRoute(asked.route).label, "age": terms.self_age,
        "routes": words_of(terms),
    }  # fmt: skip


def words_of(terms: Terms) -> str:
    """Who may agree for the younger ones, in words."""
    permitted = [route for route in ConsentRoute if route in terms.routes]
    return ", ".join(f"“{route.label}”" for route in permitted)


def missing_rules(country: str) -> str:
    """What to do where nobody has entered the rules."""
    if not country:
        return _(
            "The organisation belongs to no country, so no rules on consent hold for it. Ask "
            "through an organisation of the country in which people are asked."
        )
    return _(
        "Nobody has entered the rules on consent of %(country)s yet. The prevention coordinator "
        "of the country does so under “Consent rules”. Ask them first."
    ) % {"country": Country(country).label}


def check_plan(asked: Asked, *, before: Asked | None = None, country: str) -> None:
    """Refuse to plan what the rules do not permit; what was planned under others may stand.

    Raises:
        ConsentNotPermitted.
    """
    if asked == before or not asked.route:
        return
    fault = fault_of(asked, terms_in_force(country))
    if fault:
        raise ConsentNotPermitted(fault)


def check_can_enter(*, routes: list[str], source: str, checked_on: date, today: date) -> None:
    """Refuse rules without a law, without a way to ask, or that were checked tomorrow.

    Raises:
        RulesNotEnterable.
    """
    if not source.strip():
        raise RulesNotEnterable(_("Name the law, its article and its edition."))
    if not routes or not set(routes) <= set(FOR_THE_YOUNGER):
        raise RulesNotEnterable(_("Say who may agree for those who are too young."))
    if checked_on > today:
        raise RulesNotEnterable(_("This day has not come yet. Write the day of the check."))


def _youngest(programme: Programme, *, has_minors: bool) -> int | None:
    """An age that nobody has verified in the catalogue is not known."""
    age_min = None if "age_min" in programme.unverified else programme.age_min
    return youngest_of(has_minors=has_minors, age_min=age_min)
