"""Forms of sites, groups and registers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kernel.models import Subdivision
from prevention.choices import AgeBand, Arm, EnrolmentMode, Gender, SiteKind
from prevention.forms.fields import ActForm, RowForm
from prevention.models import DeliverySite, Facilitator
from ui.fields import RowField, RowsField, choice, count, day


MOST_PUPILS, MOST_IN_GROUP = 20_000, 2000


class Site(RowForm):
    """A school, centre or club."""

    kind = choice(_("Kind"), SiteKind)
    name = forms.CharField(label=_("Name"), max_length=160)
    region = RowField(key="pk", label=_("Region"), required=False)
    girls = count(_("Girls"), most=MOST_PUPILS)
    boys = count(_("Boys"), most=MOST_PUPILS)
    others = count(_("Other or not stated"), most=MOST_PUPILS)

    def __init__(self, *args: Any, regions: list[Subdivision], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        region: Any = self.fields["region"]
        region.offer(regions)


class Group(RowForm):
    """A class or family group. How its people are counted is asked once."""

    site = RowField(label=_("Where"))
    label = forms.CharField(
        label=_("Group"), max_length=60, help_text=_("For example 7A. No names of people.")
    )
    grade = forms.CharField(label=_("Grade"), max_length=12, required=False)
    mode = choice(
        _("How people are counted"),
        EnrolmentMode,
        help_text=_("Chosen once. A register has numbers and no names: the list stays on paper."),
    )
    arm = choice(_("Side"), Arm)
    girls = count(_("Girls"), most=MOST_IN_GROUP)
    boys = count(_("Boys"), most=MOST_IN_GROUP)
    others = count(_("Other or not stated"), most=MOST_IN_GROUP)
    consent_asked = count(_("Consent asked"), most=MOST_IN_GROUP, required=False)
    consent_given = count(_("Consent given"), most=MOST_IN_GROUP, required=False)
    assent_refused = count(
        _("Young people who did not want to"), most=MOST_IN_GROUP, required=False
    )
    facilitators = RowsField(label=_("Who leads"), required=False)

    def __init__(
        self,
        *args: Any,
        places: list[DeliverySite],
        people: list[Facilitator],
        is_new: bool,
        has_comparison: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        asked: Any = self.fields
        asked["site"].offer(places)
        asked["facilitators"].offer(people)
        if not is_new:
            del asked["mode"]
        if not has_comparison:
            asked["arm"].widget = forms.HiddenInput()
            asked["arm"].initial = Arm.INTERVENTION


class Participants(ActForm):
    """So many more lines of the register."""

    girls = count(Gender.GIRL.label, most=MOST_IN_GROUP, required=False)
    boys = count(Gender.BOY.label, most=MOST_IN_GROUP, required=False)
    others = count(Gender.OTHER.label, most=MOST_IN_GROUP, required=False)
    age_band = choice(_("Age"), [pair for pair in AgeBand.choices if pair[0]], required=False)

    def arguments(self) -> dict[str, Any]:
        """How many of each gender."""
        values = self.cleaned_data
        counts = {
            Gender.GIRL: values["girls"] or 0,
            Gender.BOY: values["boys"] or 0,
            Gender.OTHER: values["others"] or 0,
        }
        return {"counts": counts, "age_band": values["age_band"]}


class Leave(ActForm):
    """The day on which somebody left."""

    on = day(_("Left on"))
