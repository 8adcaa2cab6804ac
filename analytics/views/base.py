"""What the screens of figures share: the door they stand behind, and finding what is theirs."""

from dataclasses import dataclass
from typing import Any, ClassVar, Never, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.views.generic import View

from analytics.actions.reading import tell_refusal
from kernel.permissions import Permission, has_somewhere


Row = TypeVar("Row", bound=Model)
NAMES = ("home", "release", "file", "chart", "compile", "compilation", "withdraw")


@dataclass(frozen=True)
class Door:
    """Where the screens stand: the namespace of their addresses, and who enters."""

    space: str
    permission: Permission
    is_own: bool
    """A clinic's own figures, rather than those of a country."""

    def url(self, name: str, *args: object) -> str:
        """The address of a screen at this door."""
        return reverse(f"{self.space}:{name}", args=args)


MINISTRY = Door("ministry", Permission.FIGURES_NATIONAL, is_own=False)
CLINIC = Door("work:figures", Permission.FIGURES_OWN, is_own=True)


class Figures(View):
    """A screen that does not exist for whoever holds the door's permission nowhere."""

    at: ClassVar[Door] = MINISTRY

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer 404, as for any other page that is not there."""
        if not has_somewhere(request.user, self.at.permission):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def http_method_not_allowed(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Never:
        """A screen that only shows has nothing for any other method, whosever figures they are."""
        raise Http404

    def find(self, rows: QuerySet[Row], uid: UUID) -> Row:
        """The row that the viewer may see. Any other does not exist, and asking leaves a trace."""
        row = rows.filter(uid=uid).first()
        if row is None:
            tell_refusal(
                outcome="NOT_YOURS", act=self.name, uids=[uid],
                object_type=rows.model._meta.label_lower, by=self.request.user,
            )  # fmt: skip
            raise Http404
        return row

    @property
    def name(self) -> str:
        """What the screen is called in addresses."""
        match = self.request.resolver_match
        return str(match.url_name) if match else ""

    def frame(self) -> dict[str, Any]:
        """What every template needs: the names of this door's addresses, and whose figures."""
        links = {name: f"{self.at.space}:{name}" for name in NAMES}
        return {"links": links, "is_own": self.at.is_own}
