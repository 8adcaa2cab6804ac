"""How many of one's own patients stand where, counted no further than anybody's patients go.

An exact count reads everybody whom the viewer ever discharged. Each state is counted by itself and
stops, so that the oldest clinic pays no more than one of ten thousand patients.
"""

from django.db.models import IntegerField, Subquery
from django.utils.translation import gettext as _

from clinics.models import Episode
from clinics.selectors.today_due import ours
from clinics.vocabulary import EpisodeState
from kernel.models import User


MOST_COUNTED = 10_000
"""So many of one person's patients in one state are counted; beyond, there are just more."""
OVER = (EpisodeState.CLOSED, EpisodeState.CLOSED_NOT_ADMITTED, EpisodeState.VOIDED)
SHOWN = tuple(state for state in EpisodeState if state not in OVER)


class _Counted(Subquery):
    """How many rows a question has. A `LIMIT` in it bounds what is read, not the answer."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()
    empty_result_set_value = 0


def own_patients(*, viewer: User, most: int = MOST_COUNTED) -> list[tuple[str, str]]:
    """The states of the viewer's own patients in the order of treatment, each with how many."""
    own = Episode.objects.filter(ours(viewer, "mine"))
    people = [
        _Counted(own.filter(state=state).values("patient").distinct()[: most + 1])
        for state in SHOWN
    ]
    counts = User.objects.filter(pk=viewer.pk).values_list(*people).get()
    return [
        (str(state.label), _in_words(count, most))
        for state, count in zip(SHOWN, counts, strict=True)
        if count
    ]


def _in_words(count: int, most: int) -> str:
    if count > most:
        return _("more than %(count)s") % {"count": most}
    return str(count)
