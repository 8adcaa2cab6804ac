"""What stands behind a link: the questionnaire and where help is, and nothing about the school.

Columns are named one by one: the public door's role may read these and no others
(`manage.py survey_role`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Case, IntegerField, Q, Value, When

from kernel.study_keys import has_study_key
from prevention.choices import ImplementationStatus, ServiceKind, WaveStatus
from prevention.models import (
    Questionnaire,
    QuestionnaireItem,
    ServicePoint,
    ServicePointText,
    Wave,
    WaveDay,
)
from prevention.rules.links import token_hash


HELPERS = (ServiceKind.HOTLINE, ServiceKind.CRISIS, ServiceKind.YOUTH)
"""Services that answer a young person, in the order in which they are named."""
MOST_HELPERS = 4
TOO_OLD = 16
"""A service from this age on is not named: it would send most readers away."""
CYRILLIC, LATIN = "cyrillic", "latin"
SCRIPTS = {"ru": CYRILLIC, "kk": CYRILLIC, "ky": CYRILLIC, "tg": CYRILLIC, "tk": LATIN, "uz": LATIN}
"""In which letters names are written for the code, by the language of the questionnaire."""
SHARED_LANGUAGE = "ru"
"""Words around the questions where the interface has no words in the questionnaire's language."""
HEAD = (
    "wave_id", "cohort_id", "wave__questionnaire_id", "wave__implementation__uid",
    "wave__organisation__country", "cohort__site__region_id",
)  # fmt: skip


@dataclass(frozen=True)
class Helper:
    """Where help is: a name, a number, when."""

    name: str
    phones: str
    hours: str
    web: str
    is_invented: bool


@dataclass(frozen=True)
class Sheet:
    """A questionnaire as it is put before somebody."""

    questionnaire: Questionnaire
    items: Sequence[QuestionnaireItem]
    helpers: Sequence[Helper]
    asks_code: bool

    @property
    def language(self) -> str:
        """The language of the questions."""
        return self.questionnaire.language

    @property
    def frame_language(self) -> str:
        """The language of the words around them."""
        is_spoken = self.language in settings.INTERFACE_LANGUAGES
        return self.language if is_spoken else SHARED_LANGUAGE

    @property
    def script(self) -> str:
        """In which letters names are to be written; empty where the language does not tell."""
        return SCRIPTS.get(self.language, "")


@dataclass(frozen=True)
class Link:
    """A living link: which wave and group, by number, and the study whose key hashes codes."""

    wave: int
    cohort: int
    study: UUID
    sheet: Sheet


def open_link(token: str, *, at: datetime, on: date) -> Link | None:
    """What a link leads to while its wave is open; None for any other token, dead or invented."""
    found = (
        WaveDay.objects.filter(
            token_hash=token_hash(token), token_ends_at__gt=at, wave__status=WaveStatus.OPEN
        )
        .exclude(wave__implementation__status=ImplementationStatus.CANCELLED)
        .values_list(*HEAD)
        .first()
    )
    if found is None:
        return None
    wave, cohort, questionnaire, study, country, region = found
    sheet = _sheet(questionnaire, study=study, country=country, region=region, on=on)
    return Link(wave=wave, cohort=cohort, study=study, sheet=sheet)


def sheet_of(wave: Wave, *, on: date) -> Sheet:
    """The questionnaire of a wave, to be printed or typed in. Whoever sees the wave may see it."""
    return _sheet(
        wave.questionnaire_id, study=wave.implementation.uid, country=wave.organisation.country,
        region=None, on=on,
    )  # fmt: skip


def _sheet(questionnaire: int, *, study: UUID, country: str, region: str | None, on: date) -> Sheet:
    asked = Questionnaire.objects.get(pk=questionnaire)
    return Sheet(
        questionnaire=asked,
        items=list(QuestionnaireItem.objects.filter(questionnaire=questionnaire)),
        helpers=helpers(country=country, region=region, language=asked.language, on=on),
        asks_code=has_study_key(study),
    )


def helpers(*, country: str, region: str | None, language: str, on: date) -> list[Helper]:
    """Public, verified services that answer young people: hot lines first, at most four."""
    order = Case(
        *(When(kind=kind, then=Value(place)) for place, kind in enumerate(HELPERS)),
        output_field=IntegerField(),
    )
    near = Q(region=None) | Q(region=region) if region else Q(region=None)
    rows = (
        ServicePoint.objects.shown(on=on)
        .filter(near, country=country, kind__in=HELPERS)
        .exclude(age_min__gte=TOO_OLD)
        .order_by(order, "region_id", "pk")[:MOST_HELPERS]
    )
    services = list(rows)
    texts = ServicePointText.objects.filter(service__in=[each.pk for each in services])
    words: dict[int, list[ServicePointText]] = {}
    for text in texts:
        words.setdefault(text.service_id, []).append(text)
    return [_helper(each, words.get(each.pk, []), language) for each in services]


def _helper(service: ServicePoint, texts: list[ServicePointText], language: str) -> Helper:
    by_language = {text.language: text for text in texts}
    wanted = (by_language.get(each) for each in (language, SHARED_LANGUAGE, "en"))
    text = next((each for each in wanted if each), texts[0] if texts else None)
    return Helper(
        name=text.name if text else service.get_kind_display(),
        phones=service.phones,
        hours=text.hours if text else "",
        web=service.web,
        is_invented=service.is_invented,
    )
