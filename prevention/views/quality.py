"""The quality cycle of an implementation: by stage, never one total."""

from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kernel.errors import Refused
from prevention.actions.quality import answer_quality
from prevention.forms import quality as forms
from prevention.selectors.quality import quality_of, stages_of
from prevention.selectors.roots import coordinated_runs, managed_runs, visible_runs
from prevention.views.base import OVERSEEN, Act, RunPage, find
from prevention.views.runs import way_to
from ui.conflicts import STALE


class Quality(RunPage):
    """Every stage with what is answered."""

    permissions = OVERSEEN
    tab = "prevention-run-quality"
    template_name = "prevention/quality/page.html"

    def rows(self) -> Any:
        """Whoever manages or coordinates; who only delivers does not judge."""
        viewer = self.request.user
        managed = managed_runs(viewer=viewer).values("pk")
        coordinated = coordinated_runs(viewer=viewer).values("pk")
        return visible_runs(viewer=viewer).filter(Q(pk__in=managed) | Q(pk__in=coordinated))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The stages and their radar."""
        title = str(_("How much of each stage is fulfilled"))
        return super().get_context_data(page=quality_of(run=self.run, title=title), **kwargs)


class Stage(Act):
    """The questions of one stage."""

    form_class = forms.Stage
    template_name = "prevention/quality/stage.html"
    verb, done = _("Save the answers"), _("Answers saved")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Load the implementation and the stage."""
        super().setup(request, *args, **kwargs)
        self.run: Any = find(managed_runs(viewer=request.user), request=request, uid=kwargs["run"])
        self.stage: Any = self.stage_now()
        if self.stage is None:
            raise Http404
        self.title = self.stage.title
        self.crumbs = (*way_to(self.run), (_("Quality"), self.back_url()))

    def stage_now(self) -> Any:
        """The stage that the address names, with the answers that hold."""
        stages = stages_of(self.run)
        return next((each for each in stages if each.code == self.kwargs["stage"]), None)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Its questions."""
        return super().get_form_kwargs() | {"questions": self.stage.questions}

    def get_initial(self) -> dict[str, Any]:
        """The answers that hold stand in the form's own fields."""
        return {}

    def perform(self, form: forms.Stage) -> Any:
        """Write the answers."""
        return answer_quality(
            run=self.run, stage=self.stage.code, **form.arguments(), by=self.request.user
        )

    def refuse(self, form: Any, refusal: Refused) -> None:
        """Who was too late sees what the other person answered, and sends again what is theirs."""
        super().refuse(form, refusal)
        if refusal.code == STALE:
            form.show_others(self.stage_now().questions)

    def next_url(self, result: Any) -> str:
        """All stages."""
        return reverse("work:prevention-run-quality", args=[self.run.uid])

    def back_url(self) -> str:
        """All stages."""
        return self.next_url(None)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whose implementation it is."""
        return super().get_context_data(organisation=self.run.organisation.name, **kwargs)
