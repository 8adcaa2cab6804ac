"""Recording diagnoses: a code that exists in the classification that is declared (V34)."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clinics.actions import _entries, _health
from clinics.actions._health import Act
from clinics.actions._locking import day_of, lock_episode, once_more_on_conflict
from clinics.choices import DiagnosisRole, DiagnosisSystem
from clinics.diagnoses import codes, written
from clinics.models import Diagnosis, Episode, SubstanceUse
from clinics.rules import check
from clinics.rules.events import FUTURE
from clinics.rules.health import DIAGNOSIS_RULES
from clinics.selectors.substances import group_of
from clinics.vocabulary import CorrectionReason, RecordState
from kernel import audit
from kernel.errors import Refused
from kernel.models import User
from kernel.permissions import Permission, require


class MainDiagnosisExists(Refused):
    """An episode has one main diagnosis at a time."""

    code = "main-diagnosis-exists"


class EndsBeforeItBegins(Refused):
    """A diagnosis ends on the day of the diagnosis or later."""

    code = "ends-before-it-begins"


@once_more_on_conflict
@transaction.atomic(durable=True)
def record_diagnosis(
    *,
    episode: Episode,
    on: date,
    system: str,
    code: str,
    role: str,
    token: UUID | None,
    confirmed: Collection[str] = (),
    now: datetime,
    by: User,
) -> Diagnosis:
    """Record a diagnosis. The code may be typed without its dot and in lower case.

    Raises:
        NotPermitted, TokenReused, EpisodeNotUsable.
        MainDiagnosisExists: another main diagnosis holds.
        RuleBroken: V34, the classification has no such code; V03, V04, V52.
        NeedsConfirmation: V35, the main diagnosis is about another group than the main substance.
    """
    require(by, Permission.HEALTH_WRITE, at=episode.organisation)
    episode = lock_episode(episode.pk)
    values = {"on": on, "system": system, "code": written(code), "role": role, "ended_on": None}
    is_again = token and Diagnosis.objects.filter(entry_token=token).exists()
    if not is_again:
        _check_main(episode, values)
    return _health.recorded(
        Diagnosis, episode, values, Act(token, now, by, confirmed), rules=DIAGNOSIS_RULES,
        facts=_facts(episode, values), event=audit.Event.DIAGNOSIS_RECORDED,
    )  # fmt: skip


@once_more_on_conflict
@transaction.atomic(durable=True)
def end_diagnosis(
    *, diagnosis: Diagnosis, on: date, token: UUID | None = None, now: datetime, by: User
) -> Diagnosis:
    """Say until when a diagnosis held: a new row in the place of the old one.

    Raises:
        NotPermitted, TokenReused, NotCurrent.
        EndsBeforeItBegins: `on` is before the diagnosis. RuleBroken: V03, V52.
    """
    require(by, Permission.HEALTH_WRITE, at=diagnosis.organisation)
    if on < diagnosis.on:
        raise EndsBeforeItBegins(_("The end is before the diagnosis. Check the day."))
    check((FUTURE,), {"on": on, "today": day_of(now)})
    return _health.replaced(
        diagnosis, {"ended_on": on}, Act(token, now, by),
        reason=CorrectionReason.NEW_INFORMATION, event=audit.Event.DIAGNOSIS_RECORDED,
    )  # fmt: skip


@once_more_on_conflict
@transaction.atomic(durable=True)
def correct_diagnosis(
    *,
    entry: Diagnosis,
    reason: str,
    token: UUID | None = None,
    confirmed: Collection[str] = (),
    now: datetime,
    by: User,
    **fields: Any,
) -> Diagnosis:
    """Replace a diagnosis by another; what is not given again is kept as it was.

    Raises:
        NotPermitted, TokenReused, NotCurrent; and as for `record_diagnosis`.
        EndsBeforeItBegins. TypeError: there is no such field.
    """
    require(by, Permission.RECORD_CORRECT, at=entry.organisation)
    require(by, Permission.HEALTH_WRITE, at=entry.organisation)
    episode = lock_episode(entry.episode_id)
    stands = _health.standing(entry, token)
    values = _entries.changed(entry, fields, (), among=FIELDS)
    if "code" in values:
        values["code"] = written(values["code"])
    whole = {name: getattr(entry, name) for name in FIELDS} | values
    if whole["ended_on"] and whole["ended_on"] < whole["on"]:
        raise EndsBeforeItBegins(_("The end is before the diagnosis. Check the day."))
    _check_main(episode, whole, instead_of=stands)
    return _health.replaced(
        entry, values, Act(token, now, by, confirmed), reason=reason, rules=DIAGNOSIS_RULES,
        facts=_facts(episode, whole),
    )  # fmt: skip


FIELDS = frozenset({"on", "system", "code", "role", "ended_on"})


def _check_main(
    episode: Episode, values: dict[str, Any], *, instead_of: Diagnosis | None = None
) -> None:
    if values["role"] != DiagnosisRole.PRIMARY or values["ended_on"]:
        return
    main = Diagnosis.objects.current().filter(
        episode=episode, role=DiagnosisRole.PRIMARY, ended_on__isnull=True
    )
    if main.exclude(pk=instead_of.pk if instead_of else None).exists():
        raise MainDiagnosisExists(
            _("There is a main diagnosis already. End or correct it first, or choose another role.")
        )


def _facts(episode: Episode, values: dict[str, Any]) -> dict[str, Any]:
    """Whether the code exists, and the groups of the main diagnosis and the main substance."""
    known = codes(DiagnosisSystem(values["system"])).get(values["code"])
    if known is None or not known.group or values["role"] != DiagnosisRole.PRIMARY:
        return {"code_exists": known is not None}
    primary = SubstanceUse.objects.filter(
        demand__episode=episode, demand__state=RecordState.CURRENT, rank=1
    ).order_by("-demand__as_of", "-demand_id")
    substance = primary.values_list("substance", flat=True).first() or ""
    return {
        "code_exists": True,
        "diagnosis_group": known.group,
        "primary_group": group_of(substance, values["system"]),
    }
