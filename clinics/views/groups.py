"""Groups: the list, one group, and a meeting that one tap writes for everybody."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from clinics.actions import groups as actions
from clinics.forms import groups as forms
from clinics.selectors.appointments import colleagues
from clinics.selectors.groups import (
    episode_of_code,
    group_page,
    groups,
    member_episode,
    members_of,
    sites_to_plan,
    visible_groups,
)
from clinics.views.base import Act, find, note_refusal, refuse
from kernel.errors import Refused


class Groups(TemplateView):
    """The groups that meet."""

    template_name = "clinics/groups/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """By weekday and time."""
        viewer = self.request.user
        return super().get_context_data(
            groups=groups(viewer=viewer), may_plan=bool(sites_to_plan(viewer=viewer)), **kwargs
        )


class Make(Act):
    """A new group, which I lead."""

    form_class = forms.Make
    title, verb = _("Begin a group"), _("Begin the group")

    def get_initial(self) -> dict[str, Any]:
        """An hour."""
        return {"minutes": 60, "weekday": self.today.isoweekday()}

    def get_form_kwargs(self) -> dict[str, Any]:
        """The sites where the person plans."""
        return super().get_form_kwargs() | {"sites": sites_to_plan(viewer=self.request.user)}

    def perform(self, form: forms.Make) -> Any:
        """Begin it."""
        user = self.request.user
        return actions.make_group(**form.arguments(), leader=user, by=user)

    def next_url(self, result: Any) -> str:
        """The group, to let people join."""
        return reverse("work:group", args=[result.uid])

    def back_url(self) -> str:
        """The list."""
        return reverse("work:groups")


class Change(Act):
    """A group at another time, with another leader, or under another name."""

    form_class = forms.Change
    title, verb = _("Change the group"), _("Save")
    lead = _("What was written of its meetings stays as it is.")
    done = _("Changed.")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Load the group."""
        super().setup(request, *args, **kwargs)
        rows = visible_groups(viewer=request.user)
        self.group = find(rows, request=request, uid=kwargs["group"])

    def row_version(self) -> int | None:
        """The version of the group that the page shows."""
        return self.group.row_version

    def get_initial(self) -> dict[str, Any]:
        """The group as it is."""
        group = self.group
        return super().get_initial() | {
            "name": group.name, "weekday": group.weekday, "at": group.at,
            "minutes": group.minutes, "leader": str(group.leader.uid),
        }  # fmt: skip

    def get_form_kwargs(self) -> dict[str, Any]:
        """Who may lead it."""
        people = colleagues(at=self.group.organisation)
        return super().get_form_kwargs() | {"people": people}

    def perform(self, form: forms.Change) -> Any:
        """Change it."""
        return actions.change_group(group=self.group, **form.arguments(), by=self.request.user)

    def next_url(self, result: Any) -> str:
        """The group."""
        return reverse("work:group", args=[self.group.uid])

    def back_url(self) -> str:
        """The group."""
        return self.next_url(None)


class Group(TemplateView):
    """One group: who takes part, when it met. Members join by their code and leave by a tap."""

    template_name = "clinics/groups/page.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Load the group."""
        super().setup(request, *args, **kwargs)
        rows = visible_groups(viewer=request.user)
        self.group = find(rows, request=request, uid=kwargs["group"])
        self.now = timezone.now()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it."""
        return self.show(forms.Join())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Let somebody leave, end the group, or let somebody join."""
        form = forms.Join(request.POST)
        try:
            said = self._act(form)
        except Refused as refusal:
            note_refusal(self, refusal)
            refuse(form, refusal)
            said = ""
        if not said:
            return self.show(form)
        messages.success(request, said)
        return redirect("work:group", self.group.uid)

    def _act(self, form: forms.Join) -> Any:
        viewer, today = self.request.user, timezone.localdate(self.now)
        if leaver := self.request.POST.get("leaves"):
            episode = member_episode(viewer=viewer, group=self.group, uid=leaver)
            if episode is not None:
                actions.remove_member(group=self.group, episode=episode, on=today, by=viewer)
            return _("Left the group.")
        if "ends" in self.request.POST:
            actions.retire_group(group=self.group, now=self.now, by=viewer)
            return _("The group meets no more.")
        if not form.is_valid():
            return ""
        return self._join(form, today)

    def _join(self, form: forms.Join, today: Any) -> Any:
        viewer = self.request.user
        episode = episode_of_code(viewer=viewer, group=self.group, typed=form.cleaned_data["code"])
        if episode is None:
            form.add_error("code", _("Nobody in treatment here has this code"))
            return ""
        actions.add_member(group=self.group, episode=episode, on=today, by=viewer)
        return _("%(code)s joined the group.") % {"code": episode.patient}

    def show(self, form: forms.Join) -> HttpResponse:
        """The group, with what was typed."""
        page = group_page(viewer=self.request.user, group=self.group)
        return self.render_to_response(self.get_context_data(page=page, form=form))


class Session(Act):
    """One meeting: everybody came, but those who are ticked."""

    form_class = forms.Session
    template_name = "clinics/groups/session.html"
    title, verb = _("Write a meeting"), _("Save for everybody")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Load the group and who takes part."""
        super().setup(request, *args, **kwargs)
        rows = visible_groups(viewer=request.user)
        self.group = find(rows, request=request, uid=kwargs["group"])
        if request.method == "POST":
            among = _uids(request.POST.getlist("shown"))
            self.members = members_of(viewer=request.user, group=self.group, among=among)
        else:
            members = members_of(viewer=request.user, group=self.group)
            self.members = [member for member in members if member.is_open]

    def get_initial(self) -> dict[str, Any]:
        """Today, as long as always."""
        return super().get_initial() | {"minutes": self.group.minutes}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Who was on the screen."""
        return super().get_form_kwargs() | {"members": self.members}

    def perform(self, form: forms.Session) -> Any:
        """Write the contacts of all."""
        return actions.hold_session(
            group=self.group, **form.arguments(), confirmed=self.confirmed(), now=self.now,
            by=self.request.user,
        )  # fmt: skip

    def refuse(self, form: Any, refusal: Refused) -> None:
        """When others were there on that day, they come onto the screen; ticks stay."""
        if isinstance(refusal, actions.OthersThatDay):
            on = form.cleaned_data["on"]
            members = members_of(viewer=self.request.user, group=self.group, on=on)
            self.members = [member for member in members if member.is_open]
            form.offer(self.members)
        super().refuse(form, refusal)

    def said(self, result: Any) -> Any:
        """For how many."""
        count = result.attendances.count()
        return ngettext(
            "Meeting written: %(count)s contact.", "Meeting written: %(count)s contacts.", count
        ) % {"count": count}

    def next_url(self, result: Any) -> str:
        """The group."""
        return reverse("work:group", args=[self.group.uid])

    def back_url(self) -> str:
        """The group."""
        return self.next_url(None)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The group's name."""
        return super().get_context_data(
            group=self.group.name, organisation=self.group.organisation.name,
            people=len(self.members), shown=[member.episode_uid for member in self.members],
            **kwargs,
        )  # fmt: skip


def _uids(texts: list[str]) -> list[UUID]:
    """Those texts that are uids; what a page did not send is nobody's."""
    found = []
    for text in texts:
        with suppress(ValueError):
            found.append(UUID(text))
    return found
