"""Treatment plans for tests, without going through the actions."""

from datetime import date
from typing import Any

import factory
from factory.django import DjangoModelFactory

from clinics.models import Goal, Plan
from tests.factories.clinics import OfEpisode


class PlanFactory(OfEpisode):
    """A plan of January with a review in April; without goals."""

    class Meta:
        model = Plan

    on = date(2026, 1, 12)
    review_on = date(2026, 4, 12)
    responsible = factory.SelfAttribute("recorded_by")
    participated = "YES"
    participated_null = ""
    agreed = "YES"
    agreed_null = ""


class GoalFactory(DjangoModelFactory):
    """One goal about work."""

    class Meta:
        model = Goal

    plan = factory.SubFactory(PlanFactory)
    organisation = factory.SelfAttribute("plan.organisation")
    position = factory.Sequence(lambda n: n + 1)
    problem = "WORK"
    goal = "I want to sew again."
    action = "Visit the workshop together."


def plan_in(episode: Any) -> Plan:
    """The plan of an episode, made with one goal when it has none."""
    found = Plan.objects.filter(episode=episode).first()
    if found is None:
        found = PlanFactory(episode=episode)
        GoalFactory(plan=found)
    return found
