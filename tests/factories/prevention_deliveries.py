"""A country in which programmes were delivered, without going through the actions."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from kernel.models import Organisation, User
from prevention.models import (
    Attendance,
    DeliverySite,
    Fidelity,
    FidelityScore,
    Implementation,
    Participant,
    Response,
    ResponseLink,
)
from tests.factories.kernel import ngo, programme_manager
from tests.factories.prevention import (
    make_cohort,
    make_programme,
    make_run,
    make_session,
    make_version,
    make_wave,
)


BEGINS = date(2025, 9, 1)


@dataclass(frozen=True)
class Place:
    """One group at one site: how many girls and boys came, and to how many of two sessions."""

    programme: str
    kind: str = "school"
    girls: int = 12
    boys: int = 10
    others: int = 0
    sessions: int = 2
    is_register: bool = False
    own: str = ""
    """What the facilitator's list says of every item; none without it."""
    answered: int = 0
    """Questionnaires of the first wave, girls and boys by turns; the first half is linked."""


@dataclass
class Delivered:
    """The NGO that delivered, and its implementations by code of the programme."""

    organisation: Organisation
    by: User
    runs: dict[str, Implementation] = field(default_factory=dict)

    def add(self, places: Sequence[Place]) -> None:
        """Deliver at these places, each at a site of its own."""
        for place in places:
            run = self.runs.get(place.programme) or self._begin(place)
            site = DeliverySite.objects.create(
                organisation=self.organisation, kind=place.kind, girls=40, boys=40,
                name=f"Secret school of {place.programme}",
            )  # fmt: skip
            _deliver(run, site, place)

    def _begin(self, place: Place) -> Implementation:
        version = make_version(make_programme(place.programme), sessions=2)
        site = DeliverySite.objects.create(
            organisation=self.organisation, kind=place.kind, name="Without a group"
        )
        run = make_run(
            version=version, organisation=self.organisation, by=self.by, site=site,
            on=BEGINS + timedelta(28), title="Secret title",
        )  # fmt: skip
        self.runs[place.programme] = run
        return run


def make_delivered(places: Sequence[Place], *, country: str = "KG") -> Delivered:
    """An NGO of the country that began in September 2025."""
    organisation = ngo(country=country)
    made = Delivered(organisation, programme_manager(at=organisation))
    made.add(places)
    return made


def _deliver(run: Implementation, site: DeliverySite, place: Place) -> None:
    cohort = make_cohort(
        run, site, "Secret 7A", mode="named" if place.is_register else "headcount",
        girls=place.girls + 3, boys=place.boys + 2, others=place.others,
    )  # fmt: skip
    plans = run.programme_version.plans.order_by("number")[: place.sessions]
    sessions = [
        make_session(cohort, plan, on=BEGINS + timedelta(plan.number), girls=place.girls,
                     boys=place.boys, others=place.others, note="Secret note")
        for plan in plans
    ]  # fmt: skip
    if place.is_register:
        people = Participant.objects.bulk_create(
            Participant(organisation=run.organisation, cohort=cohort, number=number, gender=gender)
            for number, gender in enumerate("f" * place.girls + "m" * place.boys, start=1)
        )
        Attendance.objects.bulk_create(
            Attendance(session=session, participant=person, was_present=True)
            for session in sessions
            for person in people
        )
    if place.own:
        _rate(run, sessions[0], place.own)
    _answer(run, cohort, place.answered)


def _rate(run: Implementation, session: object, value: str) -> None:
    told = Fidelity.objects.create(
        organisation=run.organisation, session=session, rater="self", rated_by=run.created_by
    )
    FidelityScore.objects.bulk_create(
        FidelityScore(fidelity=told, item=item, value=value)
        for item in run.programme_version.fidelity_items.all()
    )


def _answer(run: Implementation, cohort: object, people: int) -> None:
    if not people:
        return
    waves = {wave.kind: wave for wave in run.waves.all()}
    before, after = (
        waves.get(kind) or make_wave(run, kind, status="linked") for kind in ("pre", "post")
    )
    forms = [
        [
            Response(wave=wave, cohort=cohort, gender="fm"[number % 2], entered_on=BEGINS,
                     source="paper")
            for number in range(people)
        ]
        for wave in (before, after)
    ]  # fmt: skip
    for each in forms:
        Response.objects.bulk_create(each)
    ResponseLink.objects.bulk_create(
        ResponseLink(
            earlier=forms[0][number], later=forms[1][number], later_wave=after, distance=0,
            rule_version="1",
        )
        for number in range(people // 2)
    )  # fmt: skip
