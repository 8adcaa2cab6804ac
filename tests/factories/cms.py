"""The public site for tests: loaded once by a process, copied for each module that wants it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

from django.core.management import call_command
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from prevention.choices import Registry
from prevention.models import (
    EvidenceRating,
    Programme,
    ProgrammeText,
    ServicePoint,
    ServicePointText,
    Study,
)
from tests import database
from tests.factories.kernel import ngo
from tests.factories.prevention import make_programme, make_version


SMALL_SITE = Path(__file__).resolve().parent.parent / "site"
"""A page of every type in two languages: quick to load, and no business of the writers."""


def load_small_site() -> None:
    """Load the small site."""
    call_command("load_site", "--from", str(SMALL_SITE), verbosity=0)


def put_small_site(pair: database.Pair) -> None:
    """Start afresh from a database that holds the small site and nothing else."""
    database.prepare_with(pair, "small_site", load_small_site)


def put_whole_site(pair: database.Pair) -> None:
    """Start afresh from a database that holds the pages that a new installation begins with."""
    database.prepare_with(pair, "whole_site", lambda: call_command("load_site", verbosity=0))


@contextmanager
def loaded_site(
    pair: database.Pair,
    blocker: DjangoDbBlocker,
    put: Callable[[database.Pair], None] = put_small_site,
) -> Iterator[None]:
    """Hold a site for a module; afterwards the database is as new."""
    with blocker.unblock():
        put(pair)
    yield
    with blocker.unblock():
        database.prepare(pair)


NAMES = {"en": "Example programme", "ru": "Пример программы"}


def catalogue_and_services() -> Programme:
    """A programme with two ratings, of which one is checked, and three services of one NGO."""
    programme = make_programme(
        "EXAMPLE", slug="example", age_min=10, age_max=14, developer="A university", origin="Italy"
    )
    programme.texts.all().delete()
    for language, name in NAMES.items():
        ProgrammeText.objects.create(
            programme=programme, language=language, name=name, abstract=f"{name}: 12.",
            target_group="10-14", dose="12 x 45", keep="a\nb", avoid="c", central_asia="KG",
        )  # fmt: skip
    make_version(programme, sessions=2)
    EvidenceRating.objects.create(
        programme=programme, registry=Registry.XCHANGE, code="Likely to be beneficial", rank=60,
        checked_on=date(2020, 1, 1), address="https://www.euda.europa.eu/",
    )  # fmt: skip
    EvidenceRating.objects.create(
        programme=programme, registry=Registry.BLUEPRINTS, code="SECRETGRADE", rank=10
    )
    Study.objects.create(programme=programme, citation="A study. 2020.", result="A little.")
    for kind, age in (("narcology", 10), ("hotline", 200), ("ngo", 400)):
        make_place(kind, verified=age)
    return programme


def make_place(kind: str, *, verified: int, **fields: object) -> ServicePoint:
    """A public service that was verified so many days ago."""
    given = {
        "country": "KG", "phones": "+996 000 000, 555", "languages": ["ru", "ky"],
        "is_public": True, "is_free": True, "anonymity": "anonymous", "served": "women",
        "verified_on": timezone.localdate() - timedelta(days=verified),
    } | fields  # fmt: skip
    service = ServicePoint.objects.create(organisation=ngo(), kind=kind, **given)
    for language, name in (("en", f"Place {kind}"), ("ru", f"Место {kind}")):
        ServicePointText.objects.create(
            service=service, language=language, name=name, address="1 Example Street", cost="0",
            hours="9-18", registration="Nothing is reported.", note="Ring twice.",
        )  # fmt: skip
    return service
