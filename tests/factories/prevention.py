"""Programmes, deliveries and questionnaires for tests, without going through the actions."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from kernel.models import Organisation, User
from prevention.models import (
    Cohort,
    ConsentRules,
    Cost,
    DeliverySite,
    Facilitator,
    FidelityItem,
    Implementation,
    Incident,
    InterventionType,
    OutcomeResult,
    Participant,
    Programme,
    ProgrammeText,
    ProgrammeVersion,
    QualityAnswer,
    Questionnaire,
    QuestionnaireItem,
    ServicePoint,
    ServicePointText,
    Session,
    SessionPlan,
    Training,
    WarningOverride,
    Wave,
    WaveDay,
)
from prevention.rules.edpqs import BEFORE_DELIVERY, items_of
from tests.factories.kernel import coordinator, facilitator, ngo, programme_manager


def make_programme(code: str = "TEST_PROGRAMME", **fields: Any) -> Programme:
    """A programme of the catalogue with an English text; the same one when called again."""
    found = Programme.objects.filter(code=code).first()
    if found:
        return found
    given = {"slug": code.lower().replace("_", "-"), "settings": ["school"], "levels": ["U"]}
    programme = Programme.objects.create(code=code, **given | fields)
    ProgrammeText.objects.create(programme=programme, language="en", name="Test programme")
    kind, _is_new = InterventionType.objects.get_or_create(code="PREV_EDU")
    programme.types.add(kind)
    programme.save()
    return programme


def make_version(programme: Programme | None = None, *, sessions: int = 4) -> ProgrammeVersion:
    """An approved version with sessions of 45 minutes and three core items for each session."""
    programme = programme or make_programme()
    version = ProgrammeVersion.objects.create(
        programme=programme, label=f"v-{uuid4().hex[:6]}", language="ru", live=True,
        manual_reference="Test manual",
    )  # fmt: skip
    for number in range(1, sessions + 1):
        SessionPlan.objects.create(
            version=version, number=number, title=f"Session {number}", minutes=45
        )
    for text in ("Goals were named", "Everybody practised", "Homework was set"):
        FidelityItem.objects.create(version=version, text=text)
    return version


@dataclass
class ProgrammeRoom:
    """An NGO with a running implementation: a site, two groups, a session, a wave, a service."""

    organisation: Organisation
    manager: User
    facilitator_user: User
    coordinator: User
    facilitator: Facilitator
    site: DeliverySite
    version: ProgrammeVersion
    implementation: Implementation
    cohort: Cohort
    headcount: Cohort
    session: Session
    wave: Wave
    wave_day: WaveDay
    service: ServicePoint
    cost: Cost
    override: WarningOverride
    incident: Incident


def make_programme_room(
    organisation: Organisation | None = None, *, above: Organisation | None = None
) -> ProgrammeRoom:
    """Build it; the coordinator holds the role at `above`, a ministry."""
    organisation = organisation or ngo(country="KG")
    manager = programme_manager(at=organisation)
    person = facilitator(at=organisation)
    site = DeliverySite.objects.create(
        organisation=organisation, kind="school", name="Test school", girls=60, boys=60
    )
    version = make_version()
    today = timezone.localdate()
    run = make_run(version=version, organisation=organisation, by=manager, site=site, on=today)
    leads = Facilitator.objects.create(
        organisation=organisation, user=person, name="T-1", role="teacher"
    )
    Training.objects.create(
        organisation=organisation, facilitator=leads, kind="PROGRAMME_FACILITATOR",
        programme=version.programme, on=today - timedelta(days=90),
    )  # fmt: skip
    named = make_cohort(run, site, "7A", mode="named", status="active")
    named.facilitators.add(leads)
    for number in range(1, 13):
        Participant.objects.create(
            organisation=organisation, cohort=named, number=number,
            gender="f" if number % 2 else "m", age_band="13-15",
        )  # fmt: skip
    headcount = make_cohort(run, site, "7B", status="active")
    headcount.facilitators.add(leads)
    make_consent_rules(organisation.country, by=manager)
    session = Session.objects.create(
        organisation=organisation, cohort=named, plan=version.plans.get(number=1), on=today
    )
    wave = make_wave(run)
    day = WaveDay.objects.create(wave=wave, cohort=named)
    above = above or organisation
    return ProgrammeRoom(
        organisation, manager, person,
        coordinator(at=above) if above != organisation else manager,
        leads, site, version, run, named, headcount, session, wave, day,
        make_service(organisation),
        make_cost(run, on=today),
        make_override(run, by=manager),
        make_incident(run, on=today, by=manager),
    )  # fmt: skip


def make_consent_rules(country: str, *, by: User, **fields: Any) -> ConsentRules:
    """The rules of a country, entered once; with fields of their own as a further version."""
    held = ConsentRules.objects.filter(country=country).order_by("-version").first()
    if held and not fields:
        return held
    given = {
        "self_age": 18, "routes": ["active", "authority", "passive"], "source": "Test law, 1",
        "checked_on": timezone.localdate(), "entered_at": timezone.now(), "entered_by": by,
        "version": held.version + 1 if held else 1,
    } | fields  # fmt: skip
    return ConsentRules.objects.create(country=country, **given)


def make_run(
    *, version: ProgrammeVersion, organisation: Organisation, by: User, site: DeliverySite,
    on: date, **fields: Any,
) -> Implementation:  # fmt: skip
    """A running implementation that began four weeks before `on`."""
    given = {
        "title": "Test run", "starts_on": on - timedelta(days=28), "ends_on": on + timedelta(90),
        "status": "running", "sessions_planned": version.plans.count() or 4, "group_size": 25,
        "consent_route": "active", "methods": ["skills", "norms"], "interactive_share": 70,
        "primary_outcome": "alcohol_30d",
    } | fields  # fmt: skip
    run = Implementation.objects.create(
        organisation=organisation, programme_version=version, created_by=by, **given
    )
    run.sites.add(site)
    return run


def make_cohort(run: Implementation, site: DeliverySite, label: str, **fields: Any) -> Cohort:
    """A group of 12 girls and 12 boys by head count, unless told otherwise."""
    given = {"girls": 12, "boys": 12, "grade": "7"} | fields
    return Cohort.objects.create(
        organisation=run.organisation, implementation=run, site=site, label=label, **given
    )


def answer_quality(run: Implementation, verdict: str = "yes") -> None:
    """Answer every question of the stages before delivery."""
    QualityAnswer.objects.bulk_create(
        QualityAnswer(
            organisation=run.organisation, implementation=run, item=item.code, verdict=verdict
        )
        for stage in BEFORE_DELIVERY
        for item in items_of(stage)
    )  # fmt: skip


def deliver_all(run: Implementation) -> None:
    """Deliver every session of every group, the scheduled ones too."""
    for cohort in run.cohorts.all():
        cohort.sessions.all().delete()
        for plan in run.programme_version.plans.all():
            make_session(cohort, plan, on=run.starts_on + timedelta(days=plan.number))


def make_session(cohort: Cohort, plan: SessionPlan, *, on: date, **fields: Any) -> Session:
    """A session that was delivered to twelve girls and ten boys."""
    given = {
        "status": "delivered", "minutes": 45, "girls": 12, "boys": 10,
        "entered_at": timezone.now(),
    } | fields  # fmt: skip
    return Session.objects.create(
        organisation=cohort.organisation, cohort=cohort, plan=plan, on=on, **given
    )


def freeze_results(run: Implementation) -> None:
    """Close the questionnaire after the last session and freeze one result."""
    wave = make_wave(run, "post", status="closed")
    OutcomeResult.objects.create(
        organisation=run.organisation, implementation=run, later_wave=wave,
        outcome="alcohol_30d", method="test", content={}, frozen_at=timezone.now(),
    )  # fmt: skip


def make_cost(run: Implementation, *, on: date, **fields: Any) -> Cost:
    """Materials for a thousand som, bought each time."""
    given = {"category": "materials", "amount": "1000.00", "currency": "KGS", "on": on} | fields
    return Cost.objects.create(organisation=run.organisation, implementation=run, **given)


def make_override(run: Implementation, *, by: User, **fields: Any) -> WarningOverride:
    """A request that nobody has answered yet."""
    given = {
        "rule": "W02", "reason": "Test reason", "asked_by": by, "asked_at": timezone.now(),
    } | fields  # fmt: skip
    return WarningOverride.objects.create(
        organisation=run.organisation, implementation=run, **given
    )


def make_incident(run: Implementation, *, on: date, by: User, **fields: Any) -> Incident:
    """An open incident of the log."""
    given = {
        "kind": "injury", "done": "First aid was given.", "referred_to": "health",
        "logged_at": timezone.now(), "logged_by": by,
    } | fields  # fmt: skip
    return Incident.objects.create(
        organisation=run.organisation, implementation=run, on=on, **given
    )


def make_questionnaire(**fields: Any) -> Questionnaire:
    """Three questions: alcohol and cigarettes in 30 days, and a drug that does not exist."""
    given = {"code": "TEST", "language": "ru", "title": "Test questionnaire"} | fields
    questionnaire = Questionnaire.objects.create(**given)
    occasions = [[0, "0"], [1, "1-2"], [2, "3-5"], [3, "6+"]]
    for number, (code, role) in enumerate(
        [("alcohol_30d", "use"), ("cigarettes_30d", "use"), ("relevin", "fictitious")], start=1
    ):
        QuestionnaireItem.objects.create(
            questionnaire=questionnaire, number=number, code=code, role=role,
            text=f"Test question {number}", options=occasions, positive_from=1,
        )  # fmt: skip
    return questionnaire


def make_wave(run: Implementation, kind: str = "pre", **fields: Any) -> Wave:
    """An open wave of the questionnaire of these tests."""
    given = {
        "opens_on": run.starts_on, "closes_on": run.ends_on, "status": "open",
    } | fields  # fmt: skip
    if "questionnaire" not in given:
        given["questionnaire"] = (
            Questionnaire.objects.filter(code="TEST").first() or make_questionnaire()
        )
    return Wave.objects.create(
        organisation=run.organisation, implementation=run, kind=kind, **given
    )


def make_service(organisation: Organisation, **fields: Any) -> ServicePoint:
    """A verified service point that readers see."""
    given = {
        "kind": "ngo", "country": organisation.country or "KG", "languages": ["ru"],
        "is_public": True, "verified_on": timezone.localdate(), "is_invented": True,
    } | fields  # fmt: skip
    service = ServicePoint.objects.create(organisation=organisation, **given)
    ServicePointText.objects.create(service=service, language="en", name="Test service")
    ServicePointText.objects.create(service=service, language="ru", name="Тестовая служба")
    return service
