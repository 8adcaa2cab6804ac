"""Typing in from paper: first the answers, then the code from its own sheet; none is read back."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kernel.permissions import Permission
from prevention.actions.responses import enter_answers, enter_code
from prevention.forms.answers import CodeForm, EntryForm
from prevention.selectors.answering import Sheet, sheet_of
from prevention.selectors.waves import entered_waves, has_sheet, paper_count
from prevention.views.base import Act
from prevention.views.surveys import OfGroup


class Entering(OfGroup, Act):
    """A step of typing in."""

    permissions = (Permission.SURVEY_ENTER,)
    rows = staticmethod(entered_waves)

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Load the questionnaire."""
        super().setup(request, *args, **kwargs)
        self.asked: Sheet = sheet_of(self.wave, on=self.today)

    def group_url(self, name: str) -> str:
        """A page of this group."""
        return reverse(f"work:{name}", args=[self.wave.uid, self.cohort.uid])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """How many sheets of the group are in: all that is ever shown of them."""
        return super().get_context_data(
            wave=self.wave, cohort=self.cohort, sheet=self.asked,
            counted=paper_count(self.wave, self.cohort), organisation=self.wave.organisation,
            **kwargs,
        )  # fmt: skip


class Enter(Entering):
    """The answers of one sheet, by digits."""

    form_class = EntryForm
    template_name = "prevention/surveys/enter.html"
    title = _("Type in a sheet")
    verb = _("Save and go on")

    def get_form_kwargs(self) -> dict[str, Any]:
        """The questions."""
        return super().get_form_kwargs() | {"sheet": self.asked}

    def is_settled(self, form: Any) -> bool:
        """Enter pressed in the middle of a sheet, without a script, looks and does not save."""
        return "look" not in self.request.POST

    def perform(self, form: EntryForm) -> UUID:
        """Keep the answers."""
        token: UUID = form.cleaned_data["token"]
        enter_answers(
            wave=self.wave, cohort=self.cohort, given=form.given(), token=token, on=self.today,
            by=self.request.user,
        )  # fmt: skip
        return token

    def said(self, result: UUID) -> Any:
        """What comes next."""
        return _("Answers saved. Now the code.") if self.asked.asks_code else _("Sheet saved")

    def next_url(self, result: UUID) -> str:
        """To the code of this sheet, or to the next sheet."""
        if not self.asked.asks_code:
            return self.group_url("prevention-wave-enter")
        return f"{self.group_url('prevention-wave-code')}?sheet={result}"


class EnterCode(Entering):
    """The code of the sheet that was typed in before."""

    form_class = CodeForm
    template_name = "prevention/surveys/code.html"
    title = _("Now the code sheet")
    verb = _("Save, next sheet")
    done = _("Sheet saved")

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Without answers that wait for a code there is nothing to do."""
        if self.may_enter() and self.waiting() is None:
            return redirect(self.group_url("prevention-wave-enter"))
        return super().dispatch(request, *args, **kwargs)

    def waiting(self) -> UUID | None:
        """The token of the sheet, if its answers are there and its code is not."""
        asked = self.request.POST.get("sheet") or self.request.GET.get("sheet") or ""
        try:
            token = UUID(asked)
        except ValueError:
            return None
        return token if has_sheet(self.wave, self.cohort, token) else None

    def get_initial(self) -> dict[str, Any]:
        """The sheet that waits."""
        return super().get_initial() | {"sheet": self.waiting()}

    def perform(self, form: CodeForm) -> Any:
        """Keep the code; what was left empty stays empty."""
        return enter_code(
            wave=self.wave, cohort=self.cohort, code=form.elements(),
            token=form.cleaned_data["sheet"], by=self.request.user,
        )  # fmt: skip

    def next_url(self, result: Any) -> str:
        """The next sheet."""
        return self.group_url("prevention-wave-enter")
