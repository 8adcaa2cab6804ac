"""The imported rows, without what is random or says when: two imports of the same files agree."""

from typing import Any

from django.db import models

from clinics.models import (
    Contact,
    Dose,
    DrugTest,
    DrugTestResult,
    Episode,
    EpisodeStep,
    ImportBatch,
    Intervention,
    Patient,
    SubstanceUse,
    TreatmentDemand,
)


KEYS = {
    Patient: "registration__key",
    Episode: "patient__registration__key",
    SubstanceUse: "demand__episode__patient__registration__key",
    DrugTestResult: "test__episode__patient__registration__key",
    **dict.fromkeys(
        (EpisodeStep, Intervention, TreatmentDemand, Contact, Dose, DrugTest),
        "episode__patient__registration__key",
    ),
}
RANDOM = (models.AutoField, models.UUIDField, models.DateTimeField, models.ForeignKey)


def canonical() -> dict[str, list[tuple[str, ...]]]:
    """Every imported row, by table, in an order of its own."""
    told = {model.__name__: _lines(model, key) for model, key in KEYS.items()}
    told["ImportBatch"] = sorted(
        tuple(map(str, row))
        for row in ImportBatch.objects.values_list(
            "table", "number", "rows_in", "rows_stored", "rows_refused"
        )
    )
    return told


def counts() -> dict[str, int]:
    """How many rows each table holds."""
    return {model.__name__: model._default_manager.count() for model in (*KEYS, ImportBatch)}


def _lines(model: Any, key: str) -> list[tuple[str, ...]]:
    names = [
        field.name
        for field in model._meta.concrete_fields
        if not isinstance(field, RANDOM) and field.name != "code"
    ]
    extra = ["test__on"] if model is DrugTestResult else []
    rows = model._default_manager.values_list(key, *names, *extra)
    return sorted(tuple(map(str, row)) for row in rows)
