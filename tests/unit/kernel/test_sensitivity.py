"""Which fields identify, nearly identify, or tell of treatment."""

import pytest
from django.db import models

from kernel.models import Invitation
from kernel.sensitivity import Sensitivity, sensitivity


def model(**levels: tuple[str, ...]) -> type[models.Model]:
    """An unregistered model with two fields, sorted as told."""

    class Meta:
        app_label = "kernel"
        abstract = True

    attributes = {
        "__module__": __name__,
        "Meta": Meta,
        "code": models.CharField(max_length=4),
        "seen_on": models.DateField(),
        "Sensitivity": type("Sensitivity", (), levels),
    }
    return type("Sorted", (models.Model,), attributes)


def test_every_field_has_one_level():
    sorted_fields = sensitivity(model(identifying=("code",), clinical=("seen_on",)))

    assert sorted_fields == {"code": Sensitivity.IDENTIFYING, "seen_on": Sensitivity.CLINICAL}


@pytest.mark.parametrize(
    ("levels", "complaint"),
    [
        ({"open": ("code",)}, "seen_on"),
        ({"open": ("code", "seen_on"), "clinical": ("seen_on",)}, "sorted twice"),
        ({"open": ("code", "seen_on", "gone")}, "gone"),
    ],
    ids=["unsorted", "sorted twice", "does not exist"],
)
def test_a_field_that_is_not_sorted_exactly_once_is_refused(levels, complaint):
    with pytest.raises(ValueError, match=complaint):
        sensitivity(model(**levels))


def test_relations_from_elsewhere_are_no_fields_of_a_model():
    assert "user" in sensitivity(Invitation)
