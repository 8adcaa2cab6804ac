"""Every model with data about a person says how each of its fields is to be treated."""

import pytest
from django.apps import apps

from kernel.sensitivity import sensitivity


ABOUT_NO_PERSON = {
    "clinics.ImportBatch", "clinics.ImportRun", "clinics.MeasureSchedule",
    "clinics.MissedDoseRule", "clinics.StockBatch", "clinics.StockCount", "clinics.StockLine",
    "clinics.StockTolerance",
    "kernel.AuditSeal", "kernel.Organisation", "kernel.OrganisationGroupGrant",
    "kernel.OrganisationUserGrant", "kernel.Site", "kernel.Subdivision",
}  # fmt: skip
"""Places, codes and keys: a model enters this list only when no row of it tells of anybody."""


def models() -> list[type]:
    """The tables of the apps that hold people, but those of code lists."""
    return [
        model
        for label in ("kernel", "vault", "clinics", "prevention")
        for model in apps.get_app_config(label).get_models()
        if model._meta.label not in ABOUT_NO_PERSON
        and not getattr(model, "IS_ABOUT_NO_PERSON", False)
        and not model.__module__.endswith((".code_lists", ".keys"))
    ]


@pytest.mark.parametrize("model", models(), ids=lambda model: model._meta.label)
def test_every_field_is_sorted_once(model):
    assert sensitivity(model)


def test_the_list_of_exceptions_names_models_that_exist():
    assert {apps.get_model(label)._meta.label for label in ABOUT_NO_PERSON} == ABOUT_NO_PERSON
