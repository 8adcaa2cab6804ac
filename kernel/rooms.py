"""The kernel's places on the rail of the work door; `ui`, which stands above, reads them."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from kernel.permissions import Permission


ROOMS: list[dict[str, Any]] = [
    {
        "door": "work",
        "label": _("People"),
        "url_name": "work:people",
        "icon": "key",
        "order": 80,
        "permission": Permission.PEOPLE_MANAGE,
        "covers": ("work:person",),
    },
    {
        "door": "work",
        "label": _("Organisations"),
        "url_name": "work:organisations",
        "icon": "home",
        "order": 82,
        "permission": Permission.PEOPLE_MANAGE,
        "covers": ("work:organisation",),
    },
    {
        "door": "work",
        "label": _("Audit"),
        "url_name": "work:audit",
        "icon": "list",
        "order": 84,
        "permission": Permission.AUDIT_READ,
    },
    {
        "door": "work",
        "label": _("Verify"),
        "url_name": "work:audit-verify",
        "icon": "shield",
        "order": 86,
        "permission": Permission.AUDIT_READ,
    },
]
