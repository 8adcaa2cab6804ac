"""Which fields of a model identify, nearly identify, or tell of treatment."""

from enum import StrEnum

from django.db.models import Model


class Sensitivity(StrEnum):
    """How a field is treated by exports, audit and scrubbing."""

    IDENTIFYING = "identifying"
    QUASI_IDENTIFYING = "quasi_identifying"
    CLINICAL = "clinical"
    OPEN = "open"


def sensitivity(model: type[Model]) -> dict[str, Sensitivity]:
    """Field name -> sensitivity, as the model's nested `Sensitivity` class sorts its fields.

    Raises:
        ValueError: a field is unsorted, sorted twice, or does not exist.
    """
    sorted_fields: dict[str, Sensitivity] = {}
    for level in Sensitivity:
        for name in getattr(model.Sensitivity, level.value, ()):  # type: ignore[attr-defined] # by convention
            if name in sorted_fields:
                message = f"{model._meta.label}.{name} is sorted twice."
                raise ValueError(message)
            sorted_fields[name] = level
    actual = {
        field.name
        for field in model._meta.get_fields()
        if not (field.auto_created and not field.concrete)
    }
    if actual != set(sorted_fields):
        message = f"{model._meta.label}: {sorted(actual ^ set(sorted_fields))} unsorted or unknown."
        raise ValueError(message)
    return sorted_fields
