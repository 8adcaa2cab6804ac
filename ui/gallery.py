"""Invented material for the gallery of components: every part in every state."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ui.answers import Answer, AnswerField, Null
from ui.charts import course
from ui.forms import Form


STATES = [
    ("referral", _("Referral")),
    ("waiting", _("Waiting")),
    ("assessment", _("Assessment")),
    ("admitted", _("Admitted")),
    ("in_treatment", _("In treatment")),
    ("interrupted", _("Interrupted")),
    ("discharged", _("Discharged")),
    ("follow_up", _("Follow-up")),
    ("closed", _("Closed")),
    ("not_admitted", _("Not admitted")),
    ("voided", _("Voided")),
]
START = date(2026, 6, 3)
AMOUNTS = ((4, 20), (7, 30), (10, 40), (10, 50), (30, 60), (70, 70), (39, 60))


class ReasonForm(Form):
    """Why someone asks to see a name."""

    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=[
            ("call", _("Call the patient")),
            ("desk", _("Check identity at the desk")),
            ("letter", _("Write a referral letter")),
            ("emergency", _("Emergency")),
        ],
    )


class SampleForm(Form):
    """One field of every kind."""

    lives_with = AnswerField(
        forms.ChoiceField(
            choices=[("1", _("Alone")), ("2", _("Family of origin")), ("3", _("Partner"))]
        ),
        label=_("Lives with"),
    )
    housing = AnswerField(
        forms.ChoiceField(choices=[("1", _("Stable")), ("2", _("Unstable or no home"))]),
        label=_("Housing"),
    )
    age_first = AnswerField(
        forms.IntegerField(max_value=31),
        label=_("Age at first use"),
        help_text=_("In whole years. A guess is fine."),
        nulls=tuple(Null),
    )
    first_contact = forms.DateField(label=_("Date of first contact"))
    work = forms.ChoiceField(
        label=_("Work and study"), choices=[(str(n), _("Choice %s") % n) for n in range(1, 9)]
    )
    said = forms.CharField(
        label=_("Substance"), help_text=_("Write what she calls it. The word is kept as said.")
    )
    note = forms.CharField(
        label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    routes = forms.MultipleChoiceField(
        label=_("Ways of use"),
        widget=forms.CheckboxSelectMultiple,
        choices=[("1", _("Inject")), ("2", _("Smoke or inhale")), ("3", _("Eat or drink"))],
        required=False,
    )
    is_read = forms.BooleanField(label=_("I read the consent with her"), required=False)


def material() -> dict[str, Any]:
    """Everything the gallery page shows."""
    return {
        "states": STATES,
        "reason_form": ReasonForm(auto_id="reason_%s"),
        "form": SampleForm(
            {
                "lives_with": "3",
                "housing_null": "REF",
                "age_first": "34",
                "first_contact": "19.11.2026",
                "work": "2",
                "said": "сухой",
            },
            initial={"lives_with": Answer("3")},
        ),
        "steps": [
            {"label": _("Referral"), "detail": "18.05.2026", "state": "passed"},
            {"label": _("Waiting"), "detail": _("a place was free"), "state": "skipped"},
            {"label": _("In treatment"), "detail": "03.06.2026", "state": "current"},
            {"label": _("Discharge"), "detail": "", "state": "ahead"},
        ],
        "entries": [
            {"act": _("Counselling"), "length": _("50 min"), "detail": "18.11.2026 15:10, P-07"},
            {"act": _("Phone"), "detail": "17.11.2026 18:40, N-14"},
        ],
        "days": _days(),
        "identity": [
            {"label": _("Name"), "value": _("(invented) G. Sample")},
            {"label": _("Phone"), "value": "+996 000 00 00 00"},
        ],
        "chart": _course(),
        "codes": ["1735082651", "2586039110", "4821903757"],
    }


def _days() -> list[dict]:
    states = {7: "home", 8: "home", 14: "home", 15: "home", 16: "part", 17: "missed", 19: "next"}
    return [
        {
            "day": day,
            "amount": 30 if day == 16 else 60,  # noqa: PLR2004 - a half dose, to show one
            "state": states.get(day, "clinic"),
            "is_today": day == 19,  # noqa: PLR2004 - the last day shown
        }
        for day in range(6, 20)
    ]


def _course() -> Any:
    amounts = [amount for days, amount in AMOUNTS for _day in range(days)]
    doses = [(START + timedelta(days=n), amount) for n, amount in enumerate(amounts)]
    missed = [START + timedelta(days=n) for n in (23, 55, 57, 85, 167)]
    tests = [
        (START + timedelta(days=n), n in {1, 7, 14, 28, 56, 133})
        for n in (1, 7, 14, 21, 28, 35, 42, 56, 70, 84, 91, 105, 119, 133, 147, 158, 167)
    ]
    taken = [dose for dose in doses if dose[0] not in missed]
    return course(
        taken, missed, tests, START, START + timedelta(days=169), medicine=str(_("Methadone"))
    )
