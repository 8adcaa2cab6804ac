"""What belongs to an NGO's delivery never enters the office: its views ask not whose row it is."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver
from wagtail.admin.viewsets import viewsets
from wagtail.models import ReferenceIndex
from wagtail.snippets.models import get_snippet_models

from cms.models import TermRule
from prevention.models import Instrument, InterventionType, Programme, ProgrammeVersion


CATALOGUE = {Programme, ProgrammeVersion, InterventionType, Instrument, TermRule}
OURS = ("kernel", "vault", "clinics", "prevention", "analytics")
CLOSED = {"vault", "clinics", "analytics"}


def is_of_an_organisation(model: type[Model]) -> bool:
    """Whether rows belong to somebody: directly, or through what they hang on."""
    names = {field.name for field in model._meta.get_fields()}
    return bool(names & {"organisation", "patient", "cohort", "implementation", "wave", "response"})


def registered_models() -> Iterator[type[Model]]:
    """Every model that a viewset of the office or one of its choosers shows."""
    for viewset in viewsets.viewsets:
        yield from _models_of(viewset)
    yield from get_snippet_models()


def _models_of(viewset: object) -> Iterator[type[Model]]:
    model = getattr(viewset, "model", None)
    if isinstance(model, type) and issubclass(model, Model):
        yield model
    for child in getattr(viewset, "registerables", ()):
        yield from _models_of(child)


def view_models() -> Iterator[type[Model]]:
    """Every model that a view among the office's addresses was made for."""

    def walk(found: list[URLPattern | URLResolver]) -> Iterator[type[Model]]:
        for each in found:
            if isinstance(each, URLResolver):
                yield from walk(each.url_patterns)
                continue
            view_class = getattr(each.callback, "view_class", None)
            given = getattr(each.callback, "view_initkwargs", {})
            for model in (getattr(view_class, "model", None), given.get("model")):
                if isinstance(model, type) and issubclass(model, Model):
                    yield model

    yield from walk(get_resolver("config.urls.office").url_patterns)


def office_models() -> set[type[Model]]:
    get_resolver("config.urls.office").url_patterns  # noqa: B018 - loads the hooks
    return {*registered_models(), *view_models()}


def test_the_office_shows_the_catalogue_and_nothing_else_of_ours():
    ours = {model for model in office_models() if model._meta.app_label in {*OURS, "cms"}}
    accounts = {model for model in ours if model._meta.label == "kernel.User"}

    assert ours >= CATALOGUE
    assert ours - accounts == CATALOGUE


def test_no_model_with_an_owner_is_in_the_office():
    assert [model for model in office_models() if is_of_an_organisation(model)] == []


@pytest.mark.parametrize("app", sorted(CLOSED))
def test_no_model_of_a_closed_part_is_in_the_office(app: str):
    assert not set(apps.get_app_config(app).get_models()) & office_models()


def test_the_index_of_references_reads_nothing_of_delivery():
    """Wagtail notes what points at what, and shows it on “usage” pages."""
    read = ReferenceIndex.tracked_models

    assert ProgrammeVersion in read
    assert [model for model in read if is_of_an_organisation(model)] == []


def test_an_owner_is_seen():
    implementation = apps.get_model("prevention", "Implementation")

    assert is_of_an_organisation(implementation)
