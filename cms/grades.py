"""Evidence in plain words: each registry's own grades, and the stars of the Standards.

Words for grades stand in for the codes that registries use; they add no judgement of ours, and
scales are never merged (reference 2.3). A grade that is not on the registry's scale is shown as
the office wrote it.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from prevention.choices import Registry


class Evidence(TextChoices):
    """What a reader may ask of a programme's ratings, as far as somebody has checked them."""

    SPEAKS_FOR = "for", _("A registry speaks for it")
    RATED = "rated", _("Rated by a registry")
    OPEN = "open", _("No checked rating yet")


GRADES = {
    Registry.XCHANGE: {
        "possibly_harmful": _("Possibly harmful"),
        "unlikely_beneficial": _("Unlikely to be of benefit"),
        "additional_studies_recommended": _("More studies are needed"),
        "possibly_beneficial": _("Possibly of benefit"),
        "likely_beneficial": _("Likely to be of benefit"),
        "beneficial": _("Of benefit"),
    },
    Registry.BLUEPRINTS: {
        "harmful": _("Harmful"),
        "ineffective": _("Without effect"),
        "inconclusive": _("Findings contradict each other"),
        "insufficient": _("Too little evidence"),
        "not_dissemination_ready": _("Not ready for wide use"),
        "promising": _("Promising"),
        "model": _("Model programme"),
        "model_plus": _("Model programme, confirmed by others"),
    },
    Registry.GRUENE_LISTE: {
        "Effektivität theoretisch gut begründet": _("Effect well founded in theory"),
        "Effektivität wahrscheinlich": _("Effect probable"),
        "Effektivität nachgewiesen": _("Effect proven"),
    },
    Registry.EIF: {
        "evidence 2": _("Evidence level 2 of 4"),
        "evidence 2(+)": _("Evidence level 2+ of 4"),
        "evidence 3": _("Evidence level 3 of 4"),
        "evidence 3(+)": _("Evidence level 3+ of 4"),
        "evidence 4": _("Evidence level 4 of 4"),
        "evidence 4(+)": _("Evidence level 4+ of 4"),
    },
    Registry.LOCAL: {
        "harmful": _("Harmful"),
        "NONE": _("No study"),
        "insufficient": _("Too little evidence"),
        "LOCAL_PREPOST": _("Before and after, without comparison"),
        "LOCAL_QED": _("Study with a comparison group"),
        "LOCAL_RCT": _("Randomised study"),
    },
}

EFFICACY = {
    1: pgettext_lazy("indication of efficacy", "Limited"),
    2: pgettext_lazy("indication of efficacy", "Adequate"),
    3: pgettext_lazy("indication of efficacy", "Good"),
    4: pgettext_lazy("indication of efficacy", "Very good"),
    5: pgettext_lazy("indication of efficacy", "Excellent"),
}
"""The stars of the first edition of the International Standards (2013), 1 to 5."""


def grade_in_words(registry: str, code: str) -> str:
    """Say a registry's grade in words, or as it was written where it is none of the scale."""
    return str(GRADES.get(Registry(registry), {}).get(code, code))


def own_words(registry: str, code: str) -> str:
    """Return the registry's own name of a grade, where ours stands in for it."""
    is_ours = registry == Registry.LOCAL or code not in GRADES.get(Registry(registry), {})
    return "" if is_ours else code.replace("_", " ")


def efficacy_in_words(stars: int | None) -> str:
    """Say the stars of the Standards in words; nothing for a kind without stars."""
    return str(EFFICACY[stars]) if stars in EFFICACY else ""
