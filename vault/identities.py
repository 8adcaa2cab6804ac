"""What is known of a person, and how it is cut into groups that are sealed one by one.

Nothing here shows itself in a `repr`: a traceback or a log line must not carry a name.
"""

from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from kernel.demographics import Sex
from kernel.errors import Refused
from vault.models import IdentityGroup


LONGEST = 500


class IdentityUnusable(Refused):
    """What was given cannot be kept as an identity."""

    code = "identity-unusable"


class BirthQuality(models.TextChoices):
    """Where a birth date comes from. Only the first two are exact to the day."""

    DOCUMENT = "document", _("Seen in a document")
    STATED = "stated", _("Stated by the patient")
    YEAR_ONLY = "year_only", _("Only the year is known")
    DEFAULT = "default", _("Day and month are a default")


EXACT = frozenset({BirthQuality.DOCUMENT, BirthQuality.STATED})


@dataclass(frozen=True)
class Identity:
    """Who a person is. Everything is optional but a name."""

    given: str = field(default="", repr=False)
    surname: str = field(default="", repr=False)
    patronymic: str = field(default="", repr=False)
    former_surnames: tuple[str, ...] = field(default=(), repr=False)
    former_givens: tuple[str, ...] = field(default=(), repr=False)
    birth_date: date | None = field(default=None, repr=False)
    birth_quality: str = field(default=BirthQuality.STATED, repr=False)
    sex: str = field(default="", repr=False)
    national_id: str = field(default="", repr=False)
    passport: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    address: str = field(default="", repr=False)
    trusted_person: str = field(default="", repr=False)

    @property
    def full_name(self) -> str:
        """Surname, given name and patronymic, as they are written in the region."""
        return " ".join(part for part in (self.surname, self.given, self.patronymic) if part)

    @property
    def is_birth_exact(self) -> bool:
        """Whether the birth date may be compared to the day."""
        return self.birth_date is not None and self.birth_quality in EXACT


FIELDS = frozenset(each.name for each in fields(Identity))
GROUPS: dict[IdentityGroup, tuple[str, ...]] = {
    IdentityGroup.NAMES: ("given", "surname", "patronymic", "former_surnames", "former_givens"),
    IdentityGroup.BIRTH_AND_SEX: ("birth_date", "birth_quality", "sex"),
    IdentityGroup.NATIONAL_IDS: ("national_id", "passport"),
    IdentityGroup.CONTACTS: ("phone", "address"),
    IdentityGroup.TRUSTED_PERSON: ("trusted_person",),
}
LABEL_GROUPS = (IdentityGroup.NAMES, IdentityGroup.BIRTH_AND_SEX)


def tidy(identity: Identity) -> Identity:
    """Trim every text and check what no identity may lack or exceed.

    Raises:
        IdentityUnusable: there is no name, a text is too long, or a code is unknown.
    """
    identity = replace(identity, **{name: _trim(value) for name, value in asdict(identity).items()})
    if not (identity.given or identity.surname):
        raise IdentityUnusable(_("Give a name, or register the person without one."))
    if identity.birth_quality not in BirthQuality.values:
        raise IdentityUnusable(_("Say how the birth date is known."))
    if identity.sex and identity.sex not in Sex.values:
        raise IdentityUnusable(_("This sex is not in the list."))
    return identity


def pack(identity: Identity) -> dict[IdentityGroup, dict[str, Any]]:
    """Cut an identity into its groups, ready for JSON."""
    return {
        group: {name: _plain(getattr(identity, name)) for name in names}
        for group, names in GROUPS.items()
    }


def worth_sealing(group: IdentityGroup, facts: dict[str, Any]) -> bool:
    """Whether a first version is written: a group about which nothing is known is not."""
    return group in LABEL_GROUPS or any(facts.values())


def unpack(groups: dict[IdentityGroup, dict[str, Any]]) -> Identity:
    """Put groups together again; what is missing stays empty."""
    facts = {name: value for group in groups.values() for name, value in group.items()}
    born = facts.get("birth_date")
    return Identity(
        **{
            **facts,
            "birth_date": date.fromisoformat(born) if born else None,
            "former_surnames": tuple(facts.get("former_surnames", ())),
            "former_givens": tuple(facts.get("former_givens", ())),
        }
    )


def _trim(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return tuple(filter(None, map(_trim, value)))
    if not isinstance(value, str):
        return value
    text = " ".join(value.split())
    if len(text) > LONGEST:
        raise IdentityUnusable(_("This text is too long for a name, a number or an address."))
    return text


def _plain(value: Any) -> Any:
    """Write a value as JSON gives it back, so that versions can be compared."""
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
