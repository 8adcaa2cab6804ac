"""What an admission on one screen begins with: the answers of last time, as far as they last.

What a person said about the last 30 days or 12 months is true of that time only and is asked anew;
what cannot change is taken up; what time alone changes is moved on. Everything that is taken up is
marked on the screen, to be checked.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, QuerySet

from clinics.models import Consent, Episode, Intervention, Patient, SubstanceUse, TreatmentDemand
from clinics.models.demand import CODED, NUMBERS
from clinics.selectors.roots import visible_episodes
from clinics.states import BEFORE_ADMISSION, OPEN
from clinics.vocabulary import (
    ConsentPurpose,
    EpisodeState,
    Frequency,
    Modality,
    OatHistory,
    PreviouslyTreated,
    Recency,
    RecordState,
    Testing,
)
from kernel.models import User
from ui.forms import Answer


YEAR = timedelta(days=365)
RECENT = {"injecting", "sharing"}
TESTS = {"hiv_testing", "hcv_testing"}
USES = ("substance", "route", "frequency", "age_first_use")


@dataclass(frozen=True)
class Beginning:
    """With what the screen begins."""

    episode: Episode | None
    """The episode that waits for admission; None when one has to be begun."""
    is_open: bool
    """The patient is admitted already: there is nothing to do here."""
    has_consent: bool
    answers: dict[str, Any] = field(default_factory=dict)
    uses: list[dict[str, Any]] = field(default_factory=list)
    carried: frozenset[str] = frozenset()
    """The fields that hold what was said last time, to be checked."""


def beginning_of(*, viewer: User, patient: Patient, today: date) -> Beginning:
    """What the admission of `patient` begins with."""
    episodes: list[Any] = list(
        visible_episodes(viewer=viewer)
        .filter(patient=patient)
        .exclude(state=EpisodeState.VOIDED)
        .select_related("transferred_from__consent")
        .annotate(patient_consents=Exists(_consents(patient, today)))
        .order_by("referred_on", "pk")
    )
    waiting = next((e for e in reversed(episodes) if e.state in BEFORE_ADMISSION), None)
    treated = [e for e in episodes if e.admitted_on and e is not waiting]
    answers, uses, as_of = _last_answers(episodes, waiting)
    own = {k: v for k, v in _lasting(answers, as_of=as_of, today=today).items() if v is not None}
    done = list(
        Intervention.objects.current().filter(episode__in=episodes).order_by("started_on", "pk")
    )
    own |= _from_episodes(own, treated, done)
    placed = _placed(episodes, waiting, done)
    return Beginning(
        episode=waiting,
        is_open=any(e.state in OPEN for e in episodes),
        has_consent=(
            episodes[0].patient_consents if episodes else _consents(patient, today).exists()
        ),
        answers=own | placed,
        uses=uses,
        carried=frozenset(own) | frozenset(placed),
    )


def _last_answers(
    episodes: list[Episode], waiting: Episode | None
) -> tuple[dict[str, Answer | None], list[dict[str, Any]], date | None]:
    """The answers of the newest record of all episodes, or those that came with a transfer."""
    rows = TreatmentDemand.objects.filter(episode__in=episodes, state=RecordState.CURRENT)
    last = rows.prefetch_related("substances").order_by("-as_of", "-pk").first()
    if last is not None:
        answers = {stem: _answer(last, stem) for stem in (*CODED, *NUMBERS)}
        return answers, [_use(use) for use in last.substances.all()], last.as_of
    bundle = _came_with(waiting)
    if not bundle:
        return {}, [], None
    given = bundle["answers"]
    answers = {stem: _given(given, stem) for stem in (*CODED, *NUMBERS)}
    uses = [
        {stem: _given(use, stem) for stem in USES if stem != "frequency"}
        | {"is_prescribed": use.get("is_prescribed", False)}
        for use in bundle["substances"]
    ]
    return answers, uses, date.fromisoformat(bundle["as_of"])


def _came_with(waiting: Episode | None) -> dict[str, Any]:
    """The answers at entry that another clinic sent, while the patient agrees to it."""
    transfer = getattr(waiting, "transferred_from", None) if waiting else None
    if transfer is None or (transfer.consent and transfer.consent.withdrawn_on):
        return {}
    found: dict[str, Any] = transfer.bundle.get("DEMAND", {})
    return found


def _answer(row: Any, stem: str) -> Answer | None:
    """What was answered; that somebody did not know or did not say is asked again."""
    value = getattr(row, stem)
    return Answer(value=value) if value not in (None, "") else None


def _given(values: dict[str, Any], stem: str) -> Answer | None:
    value = values.get(stem)
    return Answer(value=value) if value not in (None, "") else None


def _use(use: SubstanceUse) -> dict[str, Any]:
    """A substance as it was named; how often it is used now is asked anew."""
    kept = {stem: _answer(use, stem) for stem in USES if stem != "frequency"}
    if use.frequency == Frequency.NOT_USED:
        kept.pop("route", None)
    return kept | {"as_said": use.as_said, "is_prescribed": use.is_prescribed}


def _lasting(
    answers: dict[str, Answer | None], *, as_of: date | None, today: date
) -> dict[str, Answer | None]:
    """The answers as far as they are still true by the calendar alone."""
    lasting = dict(answers)
    is_old = as_of is not None and today - as_of > YEAR
    for stem in RECENT & lasting.keys():
        if _value(lasting[stem]) in (Recency.CURRENT, Recency.LAST_YEAR):
            lasting[stem] = None
    for stem in TESTS & lasting.keys():
        if is_old and _value(lasting[stem]) == Testing.LAST_YEAR:
            lasting[stem] = Answer(value=Testing.BEFORE_YEAR.value)
        elif is_old and _value(lasting[stem]) == Testing.NEVER:
            lasting[stem] = None
    if _value(lasting.get("oat_history")) == OatHistory.CURRENT:
        lasting["oat_history"] = Answer(value=OatHistory.EVER.value)
    return lasting


def _value(answer: Answer | None) -> Any:
    return answer.value if answer else None


def _from_episodes(
    answers: dict[str, Any], treated: list[Episode], done: list[Intervention]
) -> dict[str, Any]:
    """What the record itself knows: that, when and how the patient was treated here before."""
    if not treated:
        return {}
    known = {"previously_treated": Answer(value=PreviouslyTreated.PREVIOUSLY.value)}
    first = min(e.admitted_on.year for e in treated if e.admitted_on)
    if _value(answers.get("first_treatment_year")) is None:
        known["first_treatment_year"] = Answer(value=first)
    agonist = next((each for each in done if each.modality == Modality.OPIOID_AGONIST), None)
    if agonist is not None and _value(answers.get("oat_history")) in (None, OatHistory.NEVER):
        known["oat_history"] = Answer(value=OatHistory.EVER.value)
        known["oat_first_year"] = Answer(value=agonist.started_on.year)
    return known


def _placed(
    episodes: list[Episode], waiting: Episode | None, done: list[Intervention]
) -> dict[str, Any]:
    """Site, source of referral and treatment of the last episode."""
    placed: dict[str, Any] = {}
    if episodes and waiting is None:
        placed["site"] = str(episodes[-1].site.uid)
        if episodes[-1].referral_source:
            placed["source"] = Answer(value=episodes[-1].referral_source)
    if done:
        placed |= {"modality": done[-1].modality, "medicine": done[-1].medicine}
        if done[-1].setting:
            placed["setting"] = Answer(value=done[-1].setting)
    return placed


def _consents(patient: Patient, today: date) -> QuerySet[Consent]:
    return Consent.objects.filter(
        patient=patient, purpose=ConsentPurpose.CARE, given_on__lte=today, withdrawn_on__isnull=True
    )
