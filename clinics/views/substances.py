"""Finding a substance by any name: while a form is filled in, and on a page of its own."""

import re
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from clinics.forms.names import named_name, with_none
from clinics.selectors.substances import Meant, meaning_of
from kernel.permissions import Permission, has_somewhere
from kernel.scope import scope_of


FIELD = re.compile(r"[\w-]{1,60}")
LONGEST = 80


class Substances(TemplateView):
    """What a word may mean. A word is sent by POST, so that it stands in no address and no log."""

    template_name = "clinics/substances/search.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """There is nothing here for who neither treats nor resolves."""
        allowed = (Permission.RECORD_READ, Permission.SUBSTANCE_RESOLVE)
        if not any(has_somewhere(request.user, permission) for permission in allowed):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest) -> HttpResponse:
        """The finds: alone for the field that asked, else on the page."""
        field = request.POST.get("field", "")
        if request.htmx and FIELD.fullmatch(field):
            found = self._meant(request.POST.get(field, ""))
            context = {
                "named_name": named_name(field),
                "options": with_none([(hit.key, hit.words) for hit in found.hits]),
                "note": found.note,
            }
            return self.response_class(
                request=request, template="clinics/substances/_found.html", context=context
            )
        word = request.POST.get("q", "")
        return self.render_to_response(self.get_context_data(word=word, found=self._meant(word)))

    def _meant(self, word: str) -> Meant:
        homes = scope_of(self.request.user).homes.values()
        country = next((home.country for home in homes if home.country), "")
        return meaning_of(word[:LONGEST], country=country)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The words around the search."""
        title = _("Substances by any name")
        return super().get_context_data(**{"title": title, "word": "", "found": None} | kwargs)
