"""Forms of an implementation: its plan, and the steps of its life."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from prevention.choices import ArmDesign, ConsentRoute
from prevention.forms.fields import ActForm, RowForm, prose
from prevention.models import DeliverySite, ProgrammeVersion
from prevention.rules.plans import METHOD_LABELS, SUBSTANCE_LABELS, Component, Method
from prevention.selectors.runs import COMPONENT_LABELS
from ui.fields import RowField, RowsField, choice, count, day, tags


FIXED = _("The primary outcome was fixed when the first questionnaire opened. Leave it.")
MOST_SESSIONS, MOST_PEOPLE, MOST_SITES = 200, 2000, 5000
"""Limits for slips of the hand; what is too much for a group is a warning's matter."""


class Plan(RowForm):
    """What an implementation is to be."""

    programme_version = RowField(key="pk", is_shown=True, label=_("Programme"))
    title = forms.CharField(
        label=_("What you call it"),
        max_length=160,
        help_text=_("For your lists: school, year. No names of people."),
    )
    starts_on = day(_("Begins"))
    ends_on = day(_("Ends"))
    sites = RowsField(label=_("Where"), error_messages={"required": _("Choose a site.")})
    sites_invited = count(
        _("Sites invited"),
        most=MOST_SITES,
        required=False,
        help_text=_("Also those that said no: how many take part is counted against it."),
    )
    sessions_planned = count(
        _("Sessions for each group"),
        least=1,
        most=MOST_SESSIONS,
        required=False,
        help_text=_("Left empty: as many as the manual has."),
    )
    group_size = count(_("People in a group"), least=1, most=MOST_PEOPLE, required=False)
    interactive_share = count(
        _("Interactive share of the time, %"),
        most=100,
        required=False,
        help_text=_("Exercises, talk in small groups, role play: not listening."),
    )
    addresses_minors = forms.BooleanField(
        label=_("For people under 18"), required=False, initial=True
    )
    components = tags(_("What it works on"), [*COMPONENT_LABELS.items()])
    methods = tags(
        _("Methods beside the manual"),
        [*METHOD_LABELS.items()],
        help_text=_("Tap what is part of it. Some of these do not work, and the page says so."),
    )
    substances_named = tags(
        _("Substances that it names"),
        [*SUBSTANCE_LABELS.items()],
        help_text=_("In sessions, films, posters or leaflets."),
    )
    substances_known = tags(
        _("Of these, known to the age group"),
        [*SUBSTANCE_LABELS.items()],
        help_text=_("As a survey says, or who works with them. Not tapped: taken as unknown."),
    )
    consent_route = choice(_("Who agrees to taking part"), ConsentRoute, required=False)
    consent_text = prose(
        _("Text that parents receive"),
        required=False,
        help_text=_("What happens, who sees what, how to say no. Young people are always asked."),
    )
    arm_design = choice(_("Comparison"), ArmDesign, initial=ArmDesign.NONE)
    primary_outcome = forms.ChoiceField(
        label=_("Primary outcome"),
        required=False,
        help_text=_("One, named before the first questionnaire; it is fixed then."),
    )
    funder = forms.CharField(label=_("Who pays"), max_length=160, required=False)

    def __init__(
        self,
        *args: Any,
        versions: list[ProgrammeVersion],
        version_words: Callable[[Any], str],
        places: list[DeliverySite],
        outcomes: list[tuple[str, str]],
        fixed_at: datetime | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        asked: Any = self.fields
        asked["programme_version"].offer(versions, version_words)
        asked["sites"].offer(places)
        asked["primary_outcome"].choices = [("", _("Not yet named")), *outcomes]
        if fixed_at:
            self._fix_outcome(fixed_at)

    def _fix_outcome(self, fixed_at: datetime) -> None:
        """Offer the outcome that was named and no other, and say why."""
        field: Any = self.fields["primary_outcome"]
        named = self.initial["primary_outcome"]
        field.choices = [choice for choice in field.choices if choice[0] == named]
        field.required = True
        field.help_text = _(
            "Fixed on %(day)s, when the first questionnaire opened: who has seen answers must not "
            "choose by which of them the programme is judged."
        ) % {"day": date_format(localtime(fixed_at))}
        field.error_messages |= {"invalid_choice": FIXED, "required": FIXED}

    def clean_substances_known(self) -> list[str]:
        """Only of those that are named."""
        named = self.cleaned_data.get("substances_named", [])
        return [each for each in self.cleaned_data["substances_known"] if each in named]

    def clean(self) -> dict[str, Any]:
        """As many sessions as the manual has, unless told otherwise."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        version = values.get("programme_version")
        if version and values.get("sessions_planned") is None:
            values["sessions_planned"] = len(version.plans.all()) or None
        if version and not values["sessions_planned"] and "sessions_planned" not in self.errors:
            self.add_error("sessions_planned", _("Write how many sessions there are."))
        return values

    def arguments(self) -> dict[str, Any]:
        """Methods and what it works on are stored as one list of tags."""
        values = super().arguments()
        values["methods"] = [*values.pop("components"), *values["methods"]]
        return values

    def planned(self) -> dict[str, Any] | None:
        """What the warnings ask about, as far as it is typed; None without a programme."""
        known = self._typed() if self.is_bound else self._begun()
        if not known.get("programme_version"):
            return None
        return {
            "programme_version": known["programme_version"],
            "methods": [*known.get("components", []), *known.get("methods", [])],
            "sessions_planned": known.get("sessions_planned"),
            "interactive_share": known.get("interactive_share"),
            "group_size": known.get("group_size"),
            "addresses_minors": known.get("addresses_minors", False),
            "substances_named": known.get("substances_named", []),
            "substances_known": known.get("substances_known", []),
        }

    def _typed(self) -> dict[str, Any]:
        if not hasattr(self, "cleaned_data"):
            self.full_clean()
        return self.cleaned_data

    def _begun(self) -> dict[str, Any]:
        """A page that has one programme to offer begins with it."""
        asked: Any = self.fields["programme_version"]
        version = asked.rows.get(str(asked.initial))
        sessions = len(version.plans.all()) if version else None
        return {
            "programme_version": version, "sessions_planned": sessions, "addresses_minors": True,
        }  # fmt: skip


def split(tags: list[str]) -> dict[str, list[str]]:
    """The tags of a plan as the two fields that ask for them."""
    return {
        "components": [tag for tag in tags if tag in set(Component)],
        "methods": [tag for tag in tags if tag in set(Method)],
    }


class Step(RowForm):
    """A step of an implementation; some need a reason."""

    reason = prose(_("Reason"), max_length=300, help_text=_("No names of people."))

    def __init__(self, *args: Any, needs_reason: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not needs_reason:
            del self.fields["reason"]


class Ask(ActForm):
    """Why a warning that blocks is to be set aside."""

    reason = prose(
        _("Why it should go on all the same"),
        rows=4,
        help_text=_("The coordinator reads this. Say who ordered it and what would be lost."),
    )


class Decide(RowForm):
    """The coordinator's answer."""

    is_allowed = forms.TypedChoiceField(
        label=_("Decision"), choices=[("yes", _("Allow")), ("no", _("Deny"))],
        coerce=lambda value: value == "yes", widget=forms.RadioSelect,
    )  # fmt: skip
    decision = prose(_("Reason"), rows=4, help_text=_("The organisation reads this; it is kept."))
