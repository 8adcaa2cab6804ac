"""The room of questionnaires: waves of an organisation, counts of their groups, the paper."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from kernel.errors import Refused
from kernel.paging import Place, page_of
from kernel.permissions import Permission, has_somewhere
from prevention.actions.waves import change_wave, close_wave, count_day, open_wave, plan_wave
from prevention.choices import AgeBand, Gender
from prevention.forms.services import Confirm
from prevention.forms.waves import DayForm, WaveForm
from prevention.policies.questionnaires import outcome_words
from prevention.rules.sgic import QUESTIONS, Kind
from prevention.rules.waves import day_faults
from prevention.selectors.answering import Sheet, sheet_of
from prevention.selectors.roots import visible_waves
from prevention.selectors.waves import (
    acts_on,
    cohorts_asked,
    day_of,
    group_lines,
    managed_waves,
    plannable_runs,
    questionnaires_for,
    size_of,
    wave_lines,
)
from prevention.views.base import Act, Gate, Room, find
from ui.papers import render_pdf


MAY_LOOK = (Permission.PROGRAMME_MANAGE, Permission.SURVEY_ENTER)


class Waves(Room):
    """All waves of one's organisations, with how many have answered."""

    permissions = MAY_LOOK
    template_name = "prevention/surveys/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """One page of waves."""
        asked = self.request.GET
        place = Place(asked.get("after", ""), asked.get("before", ""))
        page = page_of(visible_waves(viewer=self.request.user), ("opens_on", "pk"), place)
        return super().get_context_data(
            lines=wave_lines(page.rows),
            may_plan=has_somewhere(self.request.user, Permission.PROGRAMME_MANAGE),
            earlier_url=f"?before={page.earlier}" if page.earlier else "",
            later_url=f"?after={page.later}" if page.later else "",
            **kwargs,
        )


class OfWave:
    """A wave that the viewer answers for; others do not exist."""

    rows = staticmethod(managed_waves)

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Load the wave."""
        view: Any = super()
        view.setup(request, *args, **kwargs)
        self.wave: Any = find(self.rows(viewer=request.user), request=request, uid=kwargs["wave"])

    @property
    def crumbs(self) -> tuple[tuple[Any, str], ...]:
        """The list, and the wave."""
        words = f"{self.wave.implementation}: {self.wave.get_kind_display()}"
        return (
            (_("Questionnaires"), reverse("work:prevention-waves")),
            (words, self.wave_url()),
        )

    def wave_url(self) -> str:
        """The page of the wave."""
        return reverse("work:prevention-wave", args=[self.wave.uid])

    def next_url(self, result: Any) -> str:
        """Back to the wave."""
        return self.wave_url()

    def back_url(self) -> str:
        """Likewise."""
        return self.wave_url()


class OfGroup(OfWave):
    """A group in a wave."""

    def setup(self, request: Any, *args: Any, **kwargs: Any) -> None:
        """Load the group."""
        super().setup(request, *args, **kwargs)
        groups = cohorts_asked(self.wave)
        self.cohort: Any = find(groups, request=request, uid=kwargs["cohort"])


class WavePage(OfWave, Room):
    """A wave: its state, what can be done now, and its groups by count."""

    permissions = MAY_LOOK
    rows = staticmethod(visible_waves)
    template_name = "prevention/surveys/wave.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The groups and the acts that are possible."""
        kwargs["wave"] = self.wave
        return super().get_context_data(
            lines=group_lines(self.wave, at=self.now),
            may=acts_on(self.wave, viewer=self.request.user),
            crumbs=self.crumbs[:1],
            organisation=self.wave.organisation,
            **kwargs,
        )


class Plan(Act):
    """Planning to ask the groups of an implementation."""

    form_class = WaveForm
    title = gettext_lazy("Plan a questionnaire")
    lead = gettext_lazy(
        "Every group of the implementation is asked the same. Nobody can answer before you open it."
    )
    done = gettext_lazy("Planned")
    wave: Any = None

    def get_form_kwargs(self) -> dict[str, Any]:
        """Implementations and questionnaires of one's organisations."""
        runs = plannable_runs(viewer=self.request.user)
        held = runs.values_list("organisation")
        return super().get_form_kwargs() | {
            "runs": runs, "questionnaires": questionnaires_for(organisations=held),
        }  # fmt: skip

    def get_initial(self) -> dict[str, Any]:
        """The implementation from whose page one came."""
        return super().get_initial() | {"run": self.request.GET.get("run")}

    def perform(self, form: WaveForm) -> Any:
        """Plan."""
        given = {name: form.cleaned_data[name] for name in PLANNED}
        return plan_wave(run=form.cleaned_data["run"], by=self.request.user, **given)

    def next_url(self, result: Any) -> str:
        """To the wave."""
        return reverse("work:prevention-wave", args=[result.uid])

    def back_url(self) -> str:
        """To the list."""
        return reverse("work:prevention-waves")


PLANNED = ("kind", "questionnaire", "opens_on", "closes_on")


class Change(OfWave, Plan):
    """Planning anew what has not been opened."""

    title = gettext_lazy("Change the plan")
    lead = gettext_lazy("Until it is opened, everything can be changed.")
    done = gettext_lazy("Changed")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """The wave is the row whose version is watched."""
        super().setup(request, *args, **kwargs)
        self.row = self.wave

    def get_form_kwargs(self) -> dict[str, Any]:
        """The implementation stays."""
        mine = questionnaires_for(organisations=[self.wave.organisation_id])
        return super().get_form_kwargs() | {"runs": None, "questionnaires": mine}

    def stored(self, row: Any) -> dict[str, Any]:
        """What is planned now."""
        same = {name: getattr(row, name) for name in ("kind", "opens_on", "closes_on")}
        return same | {"questionnaire": row.questionnaire.uid}

    def perform(self, form: WaveForm) -> Any:
        """Change."""
        given = {name: form.cleaned_data[name] for name in PLANNED}
        version = form.cleaned_data["row_version"]
        return change_wave(self.wave, version=version, by=self.request.user, **given)


class Open(OfWave, Act):
    """Beginning to ask."""

    form_class = Confirm
    template_name = "prevention/surveys/confirm.html"
    title = gettext_lazy("Open the questionnaire?")
    verb = gettext_lazy("Open")
    done = gettext_lazy("Opened")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """The wave is the row whose version is watched."""
        super().setup(request, *args, **kwargs)
        self.row = self.wave

    def perform(self, form: Confirm) -> Any:
        """Open."""
        version = form.cleaned_data["row_version"]
        return open_wave(self.wave, at=self.now, version=version, by=self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What will be fixed."""
        outcome = outcome_words(self.wave.implementation)
        return super().get_context_data(wave=self.wave, is_opening=True, outcome=outcome, **kwargs)


class Close(Open):
    """Stopping to ask, for good."""

    title = gettext_lazy("Close the questionnaire for good?")
    verb = gettext_lazy("Close for good")
    done = gettext_lazy("Closed")

    def perform(self, form: Confirm) -> Any:
        """Close."""
        version = form.cleaned_data["row_version"]
        return close_wave(self.wave, version=version, by=self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What ends."""
        return super().get_context_data(**kwargs) | {"is_opening": False}


class Day(OfGroup, Act):
    """How many of a group were there on the day."""

    form_class = DayForm
    title = gettext_lazy("The group's day")
    done = gettext_lazy("Counted")

    @property
    def lead(self) -> str:
        """Which group."""
        return _("%(group)s, %(site)s: %(size)s people") % {
            "group": self.cohort.label, "site": self.cohort.site, "size": size_of(self.cohort),
        }  # fmt: skip

    def get_initial(self) -> dict[str, Any]:
        """What was counted before."""
        day = day_of(self.wave, self.cohort)
        counted = {name: getattr(day, name, None) for name in ("present", "absent", "refused")}
        return super().get_initial() | counted

    def is_settled(self, form: Any) -> bool:
        """Say beside its field which number cannot be right."""
        faults = day_faults(**form.cleaned_data, size=size_of(self.cohort))
        for field, words in faults.items():
            form.add_error(field, words)
        return not faults

    def perform(self, form: DayForm) -> Any:
        """Count."""
        return count_day(self.wave, self.cohort, by=self.request.user, **form.cleaned_data)


class Paper(OfWave, Gate, View):
    """The questionnaire on paper: a sheet of questions, and a sheet for the code."""

    permissions = MAY_LOOK
    rows = staticmethod(visible_waves)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The PDF, in the language of the questionnaire; back to the wave when none can be made."""
        sheet = sheet_of(self.wave, on=timezone.localdate())
        language = sheet.frame_language
        with translation.override(language):
            title = _("Questionnaire")
        try:
            content = render_pdf(
                "prevention/documents/questionnaire.html", self.printed(sheet),
                language=language, title=title,
            )  # fmt: skip
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect(self.wave_url())
        headers = {"Content-Disposition": 'inline; filename="questionnaire.pdf"'}
        return HttpResponse(content, content_type="application/pdf", headers=headers)

    def printed(self, sheet: Sheet) -> dict[str, Any]:
        """What the template says: nothing of school or group."""
        return {
            "sheet": sheet,
            "wave": self.wave,
            "genders": [label for value, label in Gender.choices if value],
            "ages": [label for value, label in AgeBand.choices if value],
            "boxes": [
                (element, question, 1 if question.kind == Kind.LETTER else 2)
                for element, question in QUESTIONS.items()
            ],
        }
