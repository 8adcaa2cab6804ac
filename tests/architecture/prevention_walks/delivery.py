"""Examples of the addresses in `prevention.urls.delivery`."""

from functools import partial
from operator import attrgetter

from tests.architecture.prevention_walks.example import COORDINATES, Example


of_run = partial(Example, argument="run", of=attrgetter("implementation"))
of_cohort = partial(Example, argument="cohort", of=attrgetter("cohort"))
of_person = partial(Example, argument="person", of=attrgetter("facilitator"))
of_site = partial(Example, argument="site", of=attrgetter("site"))
EXAMPLES: dict[str, Example] = {
    "prevention-runs": Example(),
    "prevention-plan": Example(),
    "prevention-run": of_run(),
    "prevention-run-edit": of_run(),
    "prevention-run-move": of_run(more=(("move", "suspend"),)),
    "prevention-run-groups": of_run(),
    "prevention-run-people": of_run(),
    "prevention-run-quality": of_run(),
    "prevention-quality-stage": of_run(more=(("stage", "1"),)),
    "prevention-run-costs": of_run(),
    "prevention-cost-add": of_run(),
    "prevention-cost": Example(argument="cost", of=attrgetter("cost")),
    "prevention-run-incidents": of_run(),
    "prevention-incident-add": of_run(),
    "prevention-incident-close": Example(argument="incident", of=attrgetter("incident")),
    "prevention-override-ask": of_run(more=(("rule", "W02"),)),
    "prevention-overrides": Example(owner=COORDINATES),
    "prevention-override": Example(
        owner=COORDINATES, argument="override", of=attrgetter("override")
    ),
    "prevention-cohort-add": of_run(),
    "prevention-cohort": of_cohort(),
    "prevention-cohort-edit": of_cohort(),
    "prevention-cohort-move": of_cohort(),
    "prevention-participant-leave": Example(
        argument="participant", of=lambda room: room.cohort.participants.first()
    ),
    "prevention-sites": Example(),
    "prevention-site-add": Example(),
    "prevention-site": of_site(),
    "prevention-site-retire": of_site(),
    "prevention-people": Example(),
    "prevention-person-add": Example(),
    "prevention-person": of_person(),
    "prevention-person-edit": of_person(),
    "prevention-person-retire": of_person(),
    "prevention-training-add": of_person(),
}
