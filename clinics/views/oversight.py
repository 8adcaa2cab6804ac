"""The manager's room: numbers, staff, and what is missing; a clinician's own list of the same."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from clinics.forms import oversight as forms
from clinics.selectors.oversight import may_oversee, may_put_right, oversight
from clinics.selectors.quality import (
    MOST_PRINTED,
    Chosen,
    Scope,
    Worker,
    chosen_in,
    clinic_scope,
    own_scope,
    quality_page,
    workers_of,
)
from clinics.selectors.quality_kinds import STARRED
from clinics.selectors.quality_shares import shares_of
from ui import acts


class Room(acts.Room):
    """A page for those who oversee a clinic."""

    def may_enter(self) -> bool:
        """Whether the viewer oversees a clinic."""
        return may_oversee(viewer=self.request.user)


class Oversight(Room):
    """Where a manager's day begins."""

    template_name = "clinics/oversight/page.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Numbers, staff, and how much is missing."""
        page = oversight(viewer=self.request.user, today=self.today)
        return super().get_context_data(
            page=page, today=self.today,
            organisation=", ".join(each.name for each in page.organisations), **kwargs,
        )  # fmt: skip


class Missing(Room):
    """What is missing from the clinic's records: codes, and a word for each."""

    template_name = "clinics/oversight/missing.html"
    url_name = "work:oversight-missing"
    is_own = False

    def scope(self) -> Scope:
        """All that the viewer oversees."""
        return clinic_scope(viewer=self.request.user)

    def workers(self, scope: Scope) -> list[Worker]:
        """Whose list can be chosen."""
        return workers_of(scope=scope)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The first items of every kind, or one page of one kind."""
        asked, scope = self.request.GET, self.scope()
        workers = self.workers(scope)
        chosen = chosen_in(asked, workers=workers)
        page = quality_page(
            viewer=self.request.user, scope=scope, chosen=chosen, today=self.today,
            before=asked.get("before", ""), after=asked.get("after", ""),
        )  # fmt: skip
        return super().get_context_data(
            page=page, here=reverse(self.url_name), words=words_of(chosen), today=self.today,
            form=forms.Choose(initial=vars(chosen), workers=workers),
            question=STARRED.get(chosen.item, ""),
            earlier_url=self.way(chosen, before=page.earlier),
            later_url=self.way(chosen, after=page.later),
            is_own=self.is_own, shows_worker=not self.is_own,
            sites=shares_of(scope=scope, today=self.today) if chosen.kind == "gaps" else [],
            **kwargs,
        )  # fmt: skip

    def way(self, chosen: Chosen, **mark: str) -> str:
        """The address of the page beside this one, if there is one."""
        if not any(mark.values()):
            return ""
        return f"{reverse(self.url_name)}?{urlencode(words_of(chosen) | mark)}"


class OwnMissing(Missing):
    """What is missing from the records of one's own patients, with the way to put it right."""

    url_name = "work:quality"
    is_own = True

    def may_enter(self) -> bool:
        """Whether the viewer keeps records."""
        return may_put_right(viewer=self.request.user)

    def scope(self) -> Scope:
        """The viewer's own patients."""
        return own_scope(viewer=self.request.user)

    def workers(self, scope: Scope) -> list[Worker]:
        """Nobody else's list can be chosen."""
        return []


class PrintMissing(Room):
    """What is missing, as a sheet to hand to one key worker."""

    template_name = "clinics/oversight/print.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The items of one key worker, or of all."""
        scope = clinic_scope(viewer=self.request.user)
        workers = workers_of(scope=scope)
        chosen = chosen_in({"worker": self.request.GET.get("worker", "")}, workers=workers)
        page = quality_page(
            viewer=self.request.user, scope=scope, chosen=chosen, today=self.today,
            cap=MOST_PRINTED,
        )  # fmt: skip
        return super().get_context_data(
            page=page, today=self.today, workers=workers,
            worker=next((each for each in workers if each.uid == chosen.worker), None),
            all_workers=not chosen.worker, **kwargs,
        )  # fmt: skip


def words_of(chosen: Chosen) -> dict[str, str]:
    """What is chosen, as an address says it."""
    return {name: word for name, word in vars(chosen).items() if word}
