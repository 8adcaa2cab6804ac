"""What of the catalogue a plan may use."""

from datetime import date

from django.conf import settings
from django.db.models import Case, IntegerField, OuterRef, Q, Subquery, Value, When
from django.utils.translation import get_language, ngettext

from kernel.models import Organisation, Subdivision, User
from kernel.permissions import Permission, organisations_where
from prevention.choices import ItemRole
from prevention.models import Programme, ProgrammeText, ProgrammeVersion
from prevention.policies.plans import usable_versions
from prevention.policies.questionnaires import texts_of_questions


def managed_organisations(*, viewer: User) -> list[Organisation]:
    """The organisations in use whose programmes the viewer manages, by name."""
    held = organisations_where(viewer, Permission.PROGRAMME_MANAGE)
    found = Organisation.objects.filter(pk__in=held, retired_at__isnull=True)
    return list(found.order_by("name", "pk"))


def versions_to_plan(
    *, organisation: Organisation, on: date, besides: ProgrammeVersion | None = None
) -> list[ProgrammeVersion]:
    """Approved versions for the organisation's country or any; and the one that is chosen."""
    here = Q(country__in=("", organisation.country))
    usable = usable_versions(on=on).filter(here)
    known = ProgrammeVersion.objects.filter(
        Q(pk__in=usable.values("pk")) | Q(pk=besides.pk if besides else None)
    )
    known = known.select_related("programme").prefetch_related(
        "programme__texts", "programme__types", "programme__ratings", "plans"
    )
    return list(known.order_by("programme__code", "label", "pk"))


def programme_name(*, of: str) -> Subquery:
    """What the programme at the end of the path `of` is called, as `Programme.text` has it."""
    chosen = Case(
        When(language=get_language() or settings.LANGUAGE_CODE, then=Value(0)),
        When(language=settings.LANGUAGE_CODE, then=Value(1)),
        default=Value(2), output_field=IntegerField(),
    )  # fmt: skip
    texts = ProgrammeText.objects.filter(programme=OuterRef(of)).order_by(chosen, "-pk")
    return Subquery(texts.values("name")[:1])


def version_words(version: ProgrammeVersion) -> str:
    """What a version is called in a list: programme, edition, language."""
    place = f", {version.country}" if version.country else ""
    name = f"{version.programme} · {version.label} · {version.get_language_display()}{place}"
    count = len(version.plans.all())
    sessions = ngettext("%(count)s session", "%(count)s sessions", count) % {"count": count}
    return f"{name} · {sessions}" if count else name


def outcomes_to_name(*, organisation: Organisation, besides: str = "") -> list[tuple[str, str]]:
    """Questions of the questionnaires that the organisation may use, as primary outcomes."""
    texts = texts_of_questions(organisation=organisation.pk)
    found = {code: text for code, (text, role) in texts.items() if role != ItemRole.FICTITIOUS}
    if besides and besides not in found:
        found[besides] = besides
    return sorted(found.items())


def regions_of(*, organisation: Organisation) -> list[Subdivision]:
    """The regions of the organisation's country."""
    return list(Subdivision.objects.filter(country=organisation.country).order_by("code"))


def programmes_to_train(*, organisation: Organisation) -> list[Programme]:
    """Programmes of which a version is approved, or that the organisation runs."""
    found = Programme.objects.filter(
        Q(versions__live=True) | Q(versions__implementations__organisation=organisation)
    )
    return list(found.distinct().prefetch_related("texts").order_by("code"))
