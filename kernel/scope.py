"""What one person may reach, computed once per request.

One query reads who holds which role where; ministries and international bodies reach further: an
administrator, auditor or analyst of a ministry reaches every organisation of its country, one of
an international body reaches all. That reach costs the second query, and only when it is asked.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING


if TYPE_CHECKING:
    from kernel.models import Organisation, User
    from kernel.permissions import Permission, Role


@dataclass(frozen=True)
class Home:
    """An organisation where a person holds a role."""

    name: str
    country: str


@dataclass
class Scope:
    """The roles of one person, by organisation, with the countries they reach."""

    roles: dict[int, frozenset[Role]]
    countries: dict[Role, frozenset[str]]
    """Role -> ISO 3166-1 codes reached through a ministry; `*` through an international body."""
    homes: dict[int, Home] = field(default_factory=dict)
    is_system: bool = False
    _reached: dict[Permission, frozenset[int]] = field(default_factory=dict)

    def all_roles(self) -> frozenset[Role]:
        """Every role held anywhere."""
        return frozenset().union(*self.roles.values(), frozenset())

    def roles_at(self, organisation: Organisation) -> frozenset[Role]:
        """The roles held at exactly this organisation."""
        return self.roles.get(organisation.pk, frozenset())

    def reach(self, permission: Permission) -> frozenset[str]:
        """Countries that `permission` reaches beyond the organisation itself (`*` = all)."""
        from kernel.permissions import ROLE_PERMISSIONS  # noqa: PLC0415 - permissions imports us

        return frozenset().union(
            *(
                countries
                for role, countries in self.countries.items()
                if permission in ROLE_PERMISSIONS[role]
            ),
            frozenset(),
        )

    def allows(self, permission: Permission, organisation: Organisation) -> bool:
        """Whether the permission is held at `organisation`, directly or by reach."""
        from kernel.permissions import ROLE_PERMISSIONS, SYSTEM_PERMISSIONS  # noqa: PLC0415

        if self.is_system:
            return permission in SYSTEM_PERMISSIONS
        if any(permission in ROLE_PERMISSIONS[role] for role in self.roles_at(organisation)):
            return True
        reach = self.reach(permission)
        return "*" in reach or organisation.country in reach

    def organisations(self, permission: Permission) -> frozenset[int]:
        """Primary keys of every organisation where the permission is held."""
        from kernel.models import Organisation  # noqa: PLC0415 - models import permissions
        from kernel.permissions import ROLE_PERMISSIONS  # noqa: PLC0415

        if permission not in self._reached:
            held = frozenset(
                pk
                for pk, roles in self.roles.items()
                if any(permission in ROLE_PERMISSIONS[role] for role in roles)
            )
            reach = self.reach(permission)
            if reach:
                wider = Organisation.objects.order_by()
                if "*" not in reach:
                    wider = wider.filter(country__in=reach)
                held |= frozenset(wider.values_list("pk", flat=True))
            self._reached[permission] = held
        return self._reached[permission]


def scope_of(user: User) -> Scope:
    """The scope of `user`, cached on the object: one request loads its user once."""
    cached = getattr(user, "_scope", None)
    if cached is None or cached[0] != user.grants_version:
        from kernel.grants import read_scope  # noqa: PLC0415 - grants imports guardian and models

        cached = (user.grants_version, read_scope(user))
        user._scope = cached  # type: ignore[attr-defined] # a per-request cache, not a field
    return cached[1]
