"""Bringing the tables of the catalogue to what its files say.

What an editor has touched is theirs: a row with a saved text or an entry in Wagtail's history is
left alone, and so is a version that is approved or that somebody delivers.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from wagtail.models import ModelLogEntry

from prevention.choices import ProgrammeKind, Registry
from prevention.imports.catalogue_files import LANGUAGES, Catalogue
from prevention.models import (
    CoreComponent,
    EvidenceRating,
    FidelityItem,
    Implementation,
    InterventionType,
    InterventionTypeName,
    Programme,
    ProgrammeText,
    ProgrammeVersion,
    SessionPlan,
    Study,
)
from prevention.rules.ratings import rank


OUTLINE = "outline"
"""Label of the version that the files give: what the reference names, for an editor to complete."""
EXAMPLE = "example"
"""Label of the versions of a demonstration."""
EXAMPLES = ("UNPLUGGED", "FAMILY_UNITED")
EXAMPLE_MINUTES = 90
EXAMPLE_NOTE = (
    "EXAMPLE FOR THE DEMONSTRATION. No reviewer has approved this version. "
    "Where the reference gives no length of a session, the minutes are made up."
)


@dataclass
class Loaded:
    """What the loader did, by table."""

    added: int = 0
    changed: int = 0
    same: int = 0
    edited: list[str] = field(default_factory=list)
    """Codes that were left as people made them."""

    def note(self, *, is_new: bool, is_changed: bool) -> None:
        """Count one row."""
        if is_new:
            self.added += 1
        elif is_changed:
            self.changed += 1
        else:
            self.same += 1


def load(catalogue: Catalogue) -> Loaded:
    """Bring types, programmes and the outlines of their versions to what the files say."""
    done = Loaded()
    for order, row in enumerate(catalogue.types):
        _load_type(row, order, done)
    types = {row.code: row for row in InterventionType.objects.all()}
    for row in catalogue.programmes:
        programme = _load_programme(row, types, done)
        if row["kind"] == ProgrammeKind.PROGRAMME and (row["core_components"] or row["sessions"]):
            _load_version(programme, row, catalogue.fidelity, done)
    return done


def load_examples(catalogue: Catalogue) -> Loaded:
    """Add the demonstration's live versions, marked as examples."""
    done = Loaded()
    for row in catalogue.programmes:
        if row["code"] in EXAMPLES:
            programme = Programme.objects.get(code=row["code"])
            version, is_new = ProgrammeVersion.objects.get_or_create(
                programme=programme, label=EXAMPLE, language="ru",
                defaults={"adaptation": EXAMPLE_NOTE, "manual_reference": EXAMPLE_NOTE},
            )  # fmt: skip
            if is_new:
                _fill_version(version, row, catalogue.fidelity, missing_minutes=EXAMPLE_MINUTES)
            done.note(is_new=is_new, is_changed=False)
    return done


def _load_type(row: Mapping[str, Any], order: int, done: Loaded) -> None:
    kind, is_new = InterventionType.objects.get_or_create(code=row["code"])
    if not is_new and is_edited(kind):
        done.edited.append(kind.code)
        return
    wanted = {
        "stages": row["stages"],
        "settings": row["settings"],
        "levels": row["levels"],
        "stars": row.get("stars_first_edition"),
        "source": row.get("source", ""),
        "sort_order": order,
    }
    is_changed = _set(kind, wanted)
    names = [{"language": each, "name": row["name"][each]} for each in LANGUAGES]
    is_changed |= _replace(InterventionTypeName, {"intervention_type": kind}, names)
    done.note(is_new=is_new, is_changed=is_changed)


def _load_programme(
    row: Mapping[str, Any], types: Mapping[str, InterventionType], done: Loaded
) -> Programme:
    programme, is_new = Programme.objects.get_or_create(
        code=row["code"], defaults={"slug": row["slug"]}
    )
    if not is_new and is_edited(programme):
        done.edited.append(programme.code)
        return programme
    wanted = {name: row[name] for name in ("slug", "kind", "settings", "levels", "unverified",
                                           "status")}  # fmt: skip
    wanted |= {name: row.get(name) for name in ("age_min", "age_max")}
    wanted |= {
        "developer": row.get("developer", ""),
        "origin": row.get("country_of_origin", ""),
        "licence": row["licence"],
        "contact": row.get("contact", ""),
    }
    is_changed = _set(programme, wanted)
    codes = set(row["types"])
    if codes != {kind.code for kind in programme.types.all()}:
        programme.types.set([types[code] for code in row["types"]])
        programme.save()
        is_changed = True
    own = {"programme": programme}
    is_changed |= _replace(ProgrammeText, own, _texts(row))
    is_changed |= _replace(EvidenceRating, own, _ratings(row))
    is_changed |= _replace(Study, own, _studies(row))
    done.note(is_new=is_new, is_changed=is_changed)
    return programme


def _load_version(
    programme: Programme,
    row: Mapping[str, Any],
    fidelity: Sequence[Mapping[str, Any]],
    done: Loaded,
) -> None:
    version, is_new = ProgrammeVersion.objects.get_or_create(
        programme=programme, label=OUTLINE, language="en", defaults={"live": False}
    )
    is_used = Implementation.objects.filter(programme_version=version).exists()
    if not is_new and (version.live or is_used or is_edited(version)):
        done.edited.append(str(version))
        return
    is_changed = _fill_version(version, row, fidelity)
    done.note(is_new=is_new, is_changed=is_changed)


def _fill_version(
    version: ProgrammeVersion,
    row: Mapping[str, Any],
    fidelity: Sequence[Mapping[str, Any]],
    *,
    missing_minutes: int | None = None,
) -> bool:
    """Write components, sessions and the fidelity list; say whether anything was different."""
    own = {"version": version}
    components = [
        {"sort_order": order, "text": each["en"], "text_ru": each["ru"]}
        for order, each in enumerate(row["core_components"])
    ]
    items = [
        {"sort_order": order, "text": each["text"]["en"], "text_ru": each["text"]["ru"],
         "is_core": each["core"], "weight": each["weight"]}
        for order, each in enumerate(_items(row["types"], fidelity))
    ]  # fmt: skip
    is_changed = _replace(CoreComponent, own, components)
    is_changed |= _replace(SessionPlan, own, _plans(row["sessions"], missing_minutes))
    is_changed |= _replace(FidelityItem, own, items)
    return is_changed


def is_edited(row: models.Model) -> bool:
    """Whether somebody has changed the row in the office."""
    if getattr(row, "latest_revision_id", None):
        return True
    kind = ContentType.objects.get_for_model(row)
    return ModelLogEntry.objects.filter(content_type=kind, object_id=str(row.pk)).exists()


def _texts(row: Mapping[str, Any]) -> list[dict[str, Any]]:
    unverified = set(row["unverified"])
    return [
        {
            "language": language,
            "name": row["names"][language],
            "abstract": row["abstract"][language],
            "target_group": row.get("target_group", {}).get(language, ""),
            "dose": row["dose"][language],
            "training": row["training"][language],
            "keep": "\n".join(line[language] for line in row["keep"]),
            "avoid": "\n".join(line[language] for line in row["avoid"]),
            "central_asia": row["central_asia"][language],
            "is_unchecked_translation": f"names.{language}" in unverified,
        }
        for language in LANGUAGES
    ]


def _ratings(row: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "registry": each["registry"],
            "code": each["label"],
            "rank": rank(Registry(each["registry"]), each["label"]),
            "scope_note": each["scope_note"]["en"],
            "source": each.get("source", ""),
            "checked_on": each.get("checked_on"),
        }
        for each in row["ratings"]
    ]


def _studies(row: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "sort_order": order,
            "citation": each["citation"],
            "design": each.get("design", "").replace("_", " "),
            "people": f"{each['n']} {each['n_unit']}" if "n" in each else "",
            "country": each.get("country", ""),
            "result": each["result"]["en"],
        }
        for order, each in enumerate(row["studies"])
    ]


def _plans(
    sessions: Iterable[Mapping[str, Any]], missing_minutes: int | None
) -> list[dict[str, Any]]:
    """The planned sessions; one whose length nobody knows cannot be planned, and is left out."""
    return [
        {
            "number": each["number"],
            "kind": each["kind"],
            "title": each["title"]["en"],
            "title_ru": each["title"]["ru"],
            "minutes": minutes,
        }
        for each in sessions
        if (minutes := each.get("minutes", missing_minutes)) is not None
    ]


def _items(
    types: Iterable[str], fidelity: Iterable[Mapping[str, Any]]
) -> Iterable[Mapping[str, Any]]:
    """The generic list for the first type that has one."""
    by_type = {code: row for row in fidelity for code in row["types"]}
    return next((by_type[code]["items"] for code in types if code in by_type), ())


def _set(row: models.Model, wanted: Mapping[str, Any]) -> bool:
    different = [name for name, value in wanted.items() if getattr(row, name) != value]
    for name in different:
        setattr(row, name, wanted[name])
    if different:
        row.save()
    return bool(different)


def _replace(
    model: type[models.Model], own: Mapping[str, models.Model], wanted: Sequence[Mapping[str, Any]]
) -> bool:
    """Make the rows that belong to `own` those that are wanted; untouched when they are."""
    names = list(wanted[0]) if wanted else ["pk"]
    rows = model._default_manager.filter(**own).order_by("pk")
    if list(rows.values(*names)) == list(wanted):
        return False
    rows.delete()
    for values in wanted:
        model._default_manager.create(**own, **values)
    return True
