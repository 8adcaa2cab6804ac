"""Where help is in the demonstration: invented service points, checked on different days."""

import tomllib
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from kernel.models import Organisation, Subdivision, User
from prevention.actions.examples import mark_service
from prevention.actions.services import FIELDS, save_service
from prevention.models import ServicePoint


FILE = Path(__file__).resolve().parent.parent / "data" / "demo" / "services.toml"
DEFAULTS: dict[str, Any] = {
    "phones": "", "web": "", "served": "all", "age_min": None, "age_max": None, "is_free": None,
    "anonymity": "unknown", "is_low_threshold": False, "is_step_free": None, "is_public": True,
}  # fmt: skip


def fill(*, organisation: Organisation, today: date, by: User) -> int:
    """Write the service points of the file; how many were added. Nothing when some are there."""
    if ServicePoint.objects.filter(organisation=organisation, is_invented=True).exists():
        return 0
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["services"]
    for row in rows:
        _write(row, organisation, today, by)
    return len(rows)


def _write(row: Mapping[str, Any], organisation: Organisation, today: date, by: User) -> None:
    given = DEFAULTS | dict(row)
    given["region"] = Subdivision.objects.filter(code=row["region"]).first()
    languages = [code for code, _name in settings.LANGUAGES]
    service = save_service(
        None, organisation=organisation, values={name: given[name] for name in FIELDS},
        texts={code: row[code] for code in languages if code in row},
        is_checked="verified" in row, on=today - timedelta(days=row.get("verified", 0)),
        version=None, by=by,
    )  # fmt: skip
    mark_service(service=service, by=by)
