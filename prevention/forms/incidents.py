"""The safeguarding log: what happened, and how it ended."""

from django.utils.translation import gettext_lazy as _

from prevention.choices import IncidentKind, Referral
from prevention.forms.fields import ActForm, RowForm, prose
from ui.fields import choice, day


LONGEST = 1000


class Log(ActForm):
    """An incident."""

    on = day(_("Day"))
    kind = choice(_("What it was"), IncidentKind)
    done = prose(
        _("What was done"),
        rows=4,
        max_length=LONGEST,
        help_text=_("Steps, not stories. No names, no class, nothing by which one could be told."),
    )
    referred_to = choice(_("Who was told"), Referral)


class Close(RowForm):
    """How it ended."""

    ending = prose(
        _("How it ended"),
        rows=4,
        max_length=LONGEST,
        help_text=_("What is settled, and what is watched further. No names."),
    )
