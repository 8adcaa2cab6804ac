"""The page behind a group's link: a questionnaire for anybody who has the link.

No sign-in, no session, no cookie, no script. The page is drawn without the request, so that nothing
about the visitor can reach it. Every link that does not live gets the same answer, whatever the
reason.
"""

from typing import Any
from uuid import uuid4

from csp.constants import NONE, SELF
from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters

from prevention.actions.responses import take_answers
from prevention.forms.answers import AnswerForm
from prevention.rules.links import token_hash
from prevention.selectors.answering import Link, open_link
from prevention.views.flood import is_flooded


POLICY = {
    "default-src": [NONE], "style-src": [SELF], "img-src": [SELF], "script-src": [NONE],
    "connect-src": [NONE], "font-src": [NONE], "form-action": [SELF],
}  # fmt: skip
GONE_LANGUAGES = ("ru", "en")
"""A link that is not there has no language: both are shown."""


@method_decorator(csp_replace(POLICY), name="dispatch")
@method_decorator(sensitive_post_parameters(), name="dispatch")
@method_decorator(csrf_exempt, name="dispatch")  # nobody is signed in: there is nothing to ride on,
class Answer(View):  #                             and its cookie would follow a pupil around
    """A group's questionnaire: shown, and taken."""

    http_method_names = ("get", "head", "post")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find what is behind the link."""
        super().setup(request, *args, **kwargs)
        self.now = timezone.now()
        self.today = timezone.localdate(self.now)
        self.link: Link | None = open_link(kwargs["token"], at=self.now, on=self.today)

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """The questions, or that there is nothing."""
        if self.link is None:
            return gone()
        form = self.form(self.link, initial={"token": uuid4()})
        return self.page(self.link, "sheet", form=form)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        """Keep the answers and say what was kept; what cannot be read is shown again."""
        if self.link is None:
            return gone()
        with translation.override(self.link.sheet.frame_language):
            form = self.form(self.link, request.POST)
            is_valid = form.is_valid()
        if not is_valid:
            return self.page(self.link, "sheet", form=form, status=422)
        if is_flooded(token_hash(token), now=self.now.timestamp()):
            return self.page(self.link, "sheet", form=form, is_flooded=True, status=429)
        is_first = take_answers(
            wave=self.link.wave, cohort=self.link.cohort, study=self.link.study,
            given=form.given(), token=form.cleaned_data["token"], on=self.today,
        )  # fmt: skip
        return self.page(self.link, "thanks", is_again=not is_first)

    def form(self, link: Link, *args: Any, **kwargs: Any) -> AnswerForm:
        """The questions as a form."""
        return AnswerForm(*args, sheet=link.sheet, auto_id="%s", **kwargs)

    def page(self, link: Link, name: str, *, status: int = 200, **context: Any) -> HttpResponse:
        """One page around the sheet, in its language."""
        return answer(
            name, link.sheet.frame_language, status=status, address=self.request.path,
            sheet=link.sheet, **context,
        )  # fmt: skip


def gone() -> HttpResponse:
    """What every link says that leads nowhere: closed, over, replaced, mistyped, invented."""
    return answer("gone", GONE_LANGUAGES[0], status=404, languages=GONE_LANGUAGES)


def answer(name: str, language: str, *, status: int, **context: Any) -> HttpResponse:
    """A page that is kept nowhere, names no referrer and is found by nobody."""
    with translation.override(language):
        page = render_to_string(
            f"prevention/answering/{name}.html", {"language": language, **context}
        )
    response = HttpResponse(page, status=status)
    response["Cache-Control"] = "no-store, private"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Content-Language"] = language
    return response
