"""What the public door's database role needs to take answers, and nothing more.

Reading is granted column by column, so that a public process that was taken over can neither list
responses nor learn which school a link belongs to. Answers go in and do not come out.
"""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db.models import Model

from kernel.models import Organisation
from prevention.models import (
    Answer,
    CodeElement,
    Cohort,
    DeliverySite,
    Implementation,
    Questionnaire,
    QuestionnaireItem,
    Response,
    ResponseLink,
    ServicePoint,
    ServicePointText,
    Wave,
    WaveDay,
)


READ: dict[type[Model], tuple[str, ...]] = {
    WaveDay: ("id", "wave", "cohort", "token_hash", "token_ends_at"),
    Wave: ("id", "questionnaire", "implementation", "organisation", "status"),
    Implementation: ("id", "uid", "status"),
    Organisation: ("id", "country"),
    Cohort: ("id", "site"),
    DeliverySite: ("id", "region"),
}
"""Columns that lead from a link to its questionnaire; no name, no title, no count."""
READ_WHOLE: tuple[type[Model], ...] = (
    Questionnaire, QuestionnaireItem, ServicePoint, ServicePointText,
)  # fmt: skip
"""What everybody may read anyway."""
INSERT: tuple[type[Model], ...] = (Response, Answer, CodeElement)
CLOSED: tuple[type[Model], ...] = (*INSERT, ResponseLink)
"""Taken away first, whatever was granted before."""


def statements(role: str) -> Iterator[str]:
    """The SQL that lets `role` take answers, in the order in which it runs."""
    name = _quoted(role)
    for model in CLOSED:
        yield f"REVOKE ALL ON {_table(model)} FROM {name};"
    for model, fields in READ.items():
        columns = ", ".join(_quoted(_column(model, field)) for field in fields)
        yield f"GRANT SELECT ({columns}) ON {_table(model)} TO {name};"
    for model in READ_WHOLE:
        yield f"GRANT SELECT ON {_table(model)} TO {name};"
    for model in INSERT:
        yield f"GRANT INSERT ON {_table(model)} TO {name};"
    cache: Any = settings.CACHES["default"]
    if cache["BACKEND"].endswith("DatabaseCache"):  # counts how much comes in under a link
        table = _quoted(str(cache["LOCATION"]))
        yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {name};"


def _table(model: type[Model]) -> str:
    return _quoted(model._meta.db_table)


def _column(model: type[Model], field: str) -> str:
    return str(model._meta.get_field(field).column)  # type: ignore[union-attr] # a column's field


def _quoted(name: str) -> str:
    return '"{}"'.format(name.replace('"', '""'))
