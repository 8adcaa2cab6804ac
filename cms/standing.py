"""The alerts that stand, as people who treat read them: with what is for professionals."""

from datetime import datetime

from django.conf import settings
from django.utils.translation import get_language

from cms.models import AlertPage


def alerts_for_professionals(*, at: datetime) -> list[AlertPage]:
    """Each alert that stands at a moment, once: in the reader's language, else in English.

    Alerts are for everybody who treats, in every country; whoever asks has been let in before.
    """
    wanted = (get_language(), settings.LANGUAGE_CODE)
    by_key: dict[str, AlertPage] = {}
    for alert in AlertPage.objects.standing(at=at).select_related("locale"):
        held = by_key.get(str(alert.translation_key))
        if held is None or _place(alert, wanted) < _place(held, wanted):
            by_key[str(alert.translation_key)] = alert
    return list(by_key.values())


def _place(alert: AlertPage, wanted: tuple[str | None, str]) -> int:
    code = alert.locale.language_code
    return wanted.index(code) if code in wanted else len(wanted)
