"""The room of sessions: what is due, the sessions of a group, planning, moving, cancelling."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from kernel.permissions import Permission
from kernel.views.rooms import page_links, place_of
from prevention.actions import sessions as actions
from prevention.actions.adaptations import Changed, judge_adaptation, log_adaptation
from prevention.forms import sessions as forms
from prevention.selectors.roots import visible_cohorts, visible_sessions
from prevention.selectors.sessions import (
    SHOWS,
    line_of,
    plannable_groups,
    plans_of,
    session_shown,
    sessions_of_group,
    sessions_page,
    title_of,
    visible_adaptations,
    week_of,
)
from prevention.views.base import Act, Room, find


DELIVERS = (Permission.SESSION_DELIVER,)
LIST = "work:prevention-sessions"
Crumbs = tuple[tuple[Any, str], ...]


class Sessions(Room):
    """What is due today and what is late; what comes, what was delivered, what was cancelled."""

    permissions = DELIVERS
    template_name = "prevention/sessions/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """One page, and how the week stands."""
        show = self.request.GET.get("show", "due")
        show = show if show in SHOWS else "due"
        place, viewer = place_of(self.request), self.request.user
        page = sessions_page(viewer=viewer, show=show, place=place, on=self.today)
        return super().get_context_data(
            lines=page.rows,
            week=week_of(viewer=viewer, on=self.today),
            show=show,
            shows=list(SHOWS.items()),
            **page_links(self.request, page),
            **kwargs,
        )


class OfSession:
    """A session that the viewer sees; others do not exist."""

    crumbs: Crumbs = ()

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Load it."""
        view: Any = super()
        view.setup(request, *args, **kwargs)
        self.row = find(self.rows(), request=request, uid=kwargs["session"])
        self.crumbs = (*_crumbs_of(self.row.cohort), (title_of(self.row), self.session_url()))

    def rows(self) -> Any:
        """The sessions of which the viewer may open this page."""
        view: Any = self
        return visible_sessions(viewer=view.request.user).select_related(
            "entered_by", "cohort__organisation", "cohort__implementation__organisation"
        )

    def session_url(self) -> str:
        """The page of the session."""
        return reverse("work:prevention-session", args=[self.row.uid])

    def next_url(self, result: Any) -> str:
        """Back to the session."""
        return self.session_url()

    def back_url(self) -> str:
        """Likewise."""
        return self.session_url()

    def row_now(self) -> Any:
        """The session as somebody else left it, with its plan and group."""
        view: Any = self
        return visible_sessions(viewer=view.request.user).get(pk=self.row.pk)


class OfGroup:
    """A group that the viewer sees; others do not exist."""

    crumbs: Crumbs = ()

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Load it."""
        view: Any = super()
        view.setup(request, *args, **kwargs)
        cohorts = visible_cohorts(viewer=request.user)
        self.cohort = find(cohorts, request=request, uid=kwargs["cohort"])
        self.crumbs = _crumbs_of(self.cohort)

    def next_url(self, result: Any) -> str:
        """Back to the sessions of the group."""
        return self.back_url()

    def back_url(self) -> str:
        """Likewise."""
        return reverse("work:prevention-cohort-sessions", args=[self.cohort.uid])


def _crumbs_of(cohort: Any) -> Crumbs:
    of_group = reverse("work:prevention-cohort-sessions", args=[cohort.uid])
    return ((_("Sessions"), reverse(LIST)), (cohort.label, of_group))


class OneSession(OfSession, Room):
    """A session with all that is told of it."""

    permissions = DELIVERS
    template_name = "prevention/sessions/one.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What the viewer may read."""
        shown = session_shown(viewer=self.request.user, session=self.row, on=self.today)
        given = {
            "session": shown, "uid": self.row.uid, "cohort": self.row.cohort,
            "crumbs": self.crumbs[:-1], "organisation": self.row.organisation,
        }  # fmt: skip
        return super().get_context_data(**kwargs | given)


class GroupSessions(OfGroup, Room):
    """The sessions of a group, in order."""

    permissions = DELIVERS
    template_name = "prevention/sessions/group.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """All of them: a manual has a few dozen."""
        lines = [line_of(row, on=self.today) for row in sessions_of_group(self.cohort)]
        given = {
            "cohort": self.cohort,
            "lines": lines,
            "delivered": sum(line.present is not None for line in lines),
            "planned": sum(not line.is_cancelled for line in lines),
            "has_late": any(line.may_record for line in lines),
            "crumbs": self.crumbs[:1],
            "organisation": self.cohort.organisation,
        }
        return super().get_context_data(**kwargs | given)


class Plan(Act):
    """Planning the sessions of several groups in one act."""

    permissions = DELIVERS
    form_class = forms.PlanForm
    title = _("Plan sessions")
    lead = _("Once a week, in the order of the manual. Each can be moved afterwards.")
    verb = _("Plan")

    def groups(self) -> list[Any]:
        """The groups that lack sessions."""
        return plannable_groups(viewer=self.request.user)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Them."""
        return super().get_form_kwargs() | {"cohorts": self.groups()}

    def get_initial(self) -> dict[str, Any]:
        """From today on, on this weekday."""
        return super().get_initial() | {"first": self.today, "weekday": str(self.today.weekday())}

    def perform(self, form: forms.PlanForm) -> Any:
        """Plan."""
        return actions.plan_sessions(**form.cleaned_data, by=self.request.user)

    def said(self, result: Any) -> Any:
        """How many."""
        words = ngettext("%(count)s session planned.", "%(count)s sessions planned.", len(result))
        return words % {"count": len(result)}

    def next_url(self, result: Any) -> str:
        """To what is coming."""
        return f"{reverse(LIST)}?show=coming"

    def back_url(self) -> str:
        """The list."""
        return reverse(LIST)


class PlanGroup(OfGroup, Plan):
    """Planning the sessions of one group."""

    def groups(self) -> list[Any]:
        """This one."""
        return [self.cohort]


class Add(OfGroup, Act):
    """A session that is not in the plan, or one that is given again."""

    permissions = DELIVERS
    form_class = forms.AddForm
    title = _("Add a session")
    verb = _("Add")
    done = _("Added")

    def get_form_kwargs(self) -> dict[str, Any]:
        """The sessions of the manual."""
        return super().get_form_kwargs() | {"plans": plans_of(self.cohort)}

    def perform(self, form: forms.AddForm) -> Any:
        """Add."""
        return actions.add_session(cohort=self.cohort, **form.cleaned_data, by=self.request.user)

    def next_url(self, result: Any) -> str:
        """To the session, where it is recorded."""
        return reverse("work:prevention-session", args=[result.uid])


class Move(OfSession, Act):
    """Another day."""

    permissions = DELIVERS
    form_class = forms.MoveForm
    title = _("Move the session")
    verb = _("Move")
    done = _("Moved")

    def stored(self, row: Any) -> dict[str, Any]:
        """The day it has."""
        return {"on": row.on}

    def perform(self, form: forms.MoveForm) -> Any:
        """Move."""
        return actions.move_session(session=self.row, **form.cleaned_data, by=self.request.user)


class Cancel(OfSession, Act):
    """Cancelling, with a reason."""

    permissions = DELIVERS
    form_class = forms.CancelForm
    title = _("Cancel the session")
    lead = _("It stays in the list with the reason. Planning again makes a new one.")
    verb = _("Cancel the session")
    done = _("Cancelled")

    def stored(self, row: Any) -> dict[str, Any]:
        """Why, if somebody has cancelled it."""
        return {"reason": row.status_reason}

    def perform(self, form: forms.CancelForm) -> Any:
        """Cancel."""
        return actions.cancel_session(session=self.row, **form.cleaned_data, by=self.request.user)


class Adapt(OfSession, Act):
    """A change to what the manual says."""

    permissions = DELIVERS
    form_class = forms.AdaptationForm
    title = _("What was done differently")
    lead = _("A change that is written down can be judged. It is no blame.")

    def perform(self, form: forms.AdaptationForm) -> Any:
        """Log it."""
        given = form.cleaned_data
        token = given.pop("token")
        return log_adaptation(
            session=self.row, changed=Changed(**given), token=token, on=self.today,
            by=self.request.user,
        )  # fmt: skip


class Judge(Act):
    """A manager's word on a change."""

    permissions = (Permission.PROGRAMME_MANAGE,)
    form_class = forms.VerdictForm
    template_name = "prevention/sessions/judge.html"
    title = _("Judge a change")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Load a change of an organisation that the viewer manages."""
        super().setup(request, *args, **kwargs)
        rows = visible_adaptations(viewer=request.user)
        self.row = find(rows, request=request, uid=kwargs["adaptation"])
        session = self.row.session
        self.crumbs = (*_crumbs_of(session.cohort), (title_of(session), self.back_url()))

    def stored(self, row: Any) -> dict[str, Any]:
        """What was said of it."""
        return {"verdict": row.verdict}

    def perform(self, form: forms.VerdictForm) -> Any:
        """Judge."""
        return judge_adaptation(adaptation=self.row, **form.cleaned_data, by=self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The change."""
        return super().get_context_data(change=self.row, **kwargs)

    def next_url(self, result: Any) -> str:
        """Back to the session."""
        return self.back_url()

    def back_url(self) -> str:
        """The session."""
        return reverse("work:prevention-session", args=[self.row.session.uid])
