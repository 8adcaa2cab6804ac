"""AUDIT, its first three items alone (AUDIT-C), and CIWA-Ar for alcohol withdrawal."""

from django.utils.translation import gettext_lazy as _

from clinics.instruments.base import (
    EVER_OR_THIS_YEAR,
    FREQUENCY,
    Administration,
    Band,
    BandedBy,
    Instrument,
    Item,
    Option,
    Recall,
    Scale,
    Skip,
    cut_off,
    span,
)
from kernel.demographics import Sex


DRINKING = (
    Item(
        "q1",
        _("Frequency of drinking"),
        (
            Option(0, _("Never")),
            Option(1, _("Monthly or less")),
            Option(2, _("2 to 4 times a month")),
            Option(3, _("2 to 3 times a week")),
            Option(4, _("4 or more times a week")),
        ),
    ),
    Item(
        "q2",
        _("Drinks on a usual day of drinking"),
        (
            Option(0, _("1 or 2")),
            Option(1, _("3 or 4")),
            Option(2, _("5 or 6")),
            Option(3, _("7 to 9")),
            Option(4, _("10 or more")),
        ),
    ),
    Item("q3", _("Frequency of heavy drinking"), FREQUENCY),
)

AUDIT = Instrument(
    code="AUDIT",
    title=_("Alcohol Use Disorders Identification Test"),
    version="2001/1",
    items=(
        *DRINKING,
        Item("q4", _("Loss of control"), FREQUENCY),
        Item("q5", _("Duties neglected"), FREQUENCY),
        Item("q6", _("Drinking in the morning"), FREQUENCY),
        Item("q7", _("Remorse"), FREQUENCY),
        Item("q8", _("Gaps in memory"), FREQUENCY),
        Item("q9", _("Injuries"), EVER_OR_THIS_YEAR),
        Item("q10", _("Concern of others"), EVER_OR_THIS_YEAR),
    ),
    recall=Recall.YEAR,
    administration=(Administration.SELF, Administration.INTERVIEWER),
    citation=(
        "Babor TF, Higgins-Biddle JC, Saunders JB, Monteiro MG. AUDIT: The Alcohol Use Disorders "
        "Identification Test. Guidelines for use in primary care. 2nd ed. Geneva: World Health "
        "Organization; 2001 (WHO/MSD/MSB/01.6a)."
    ),
    licence="© WHO 2001. Free to use; reproduction for non-commercial purposes.",
    is_text_free=False,
    scales=(
        Scale("consumption", _("Hazardous use, items 1 to 3"), ("q1", "q2", "q3")),
        Scale("dependence", _("Signs of dependence, items 4 to 6"), ("q4", "q5", "q6")),
        Scale("harm", _("Harmful use, items 7 to 10"), ("q7", "q8", "q9", "q10")),
    ),
    # The interview version of the manual: from item 1 to item 9, and from item 3 to item 9.
    skips=(
        Skip(("q1",), ("q2", "q3", "q4", "q5", "q6", "q7", "q8")),
        Skip(("q2", "q3"), ("q4", "q5", "q6", "q7", "q8")),
    ),
    bands=(
        Band("ZONE_I", _("Zone I: low risk"), 0, 7, is_positive=False),
        Band("ZONE_II", _("Zone II: hazardous drinking"), 8, 15, is_positive=True),
        Band("ZONE_III", _("Zone III: harmful drinking"), 16, 19, is_positive=True),
        Band("ZONE_IV", _("Zone IV: dependence is possible"), 20, 40, is_positive=True),
    ),
)

AUDIT_C = Instrument(
    code="AUDIT-C",
    title=_("AUDIT, items on consumption"),
    version="1998/1",
    items=DRINKING,
    recall=Recall.YEAR,
    administration=(Administration.SELF, Administration.INTERVIEWER),
    citation=(
        "Bush K, Kivlahan DR, McDonell MB, Fihn SD, Bradley KA. The AUDIT alcohol consumption "
        "questions (AUDIT-C). Arch Intern Med 1998;158:1789-1795. Women: Bradley KA et al. "
        "Arch Intern Med 2003;163:821-829."
    ),
    licence="As AUDIT.",
    is_text_free=False,
    skips=(Skip(("q1",), ("q2", "q3")),),
    bands=(*cut_off(3, 12, of=Sex.FEMALE), *cut_off(4, 12, of=Sex.MALE)),
    banded_by=BandedBy.SEX,
)

CIWA_AR = Instrument(
    code="CIWA-AR",
    title=_("Clinical Institute Withdrawal Assessment for Alcohol, revised"),
    version="1989/1",
    items=(
        Item("q1", _("Nausea and vomiting"), span(0, 7)),
        Item("q2", _("Tremor"), span(0, 7)),
        Item("q3", _("Sweating"), span(0, 7)),
        Item("q4", _("Anxiety"), span(0, 7)),
        Item("q5", _("Agitation"), span(0, 7)),
        Item("q6", _("Disturbed touch"), span(0, 7)),
        Item("q7", _("Disturbed hearing"), span(0, 7)),
        Item("q8", _("Disturbed sight"), span(0, 7)),
        Item("q9", _("Headache"), span(0, 7)),
        Item("q10", _("Orientation"), span(0, 4)),
    ),
    recall=Recall.NOW,
    administration=(Administration.CLINICIAN,),
    citation=(
        "Sullivan JT, Sykora K, Schneiderman J, Naranjo CA, Sellers EM. Assessment of alcohol "
        "withdrawal: the revised Clinical Institute Withdrawal Assessment for Alcohol scale "
        "(CIWA-Ar). Br J Addict 1989;84:1353-1357."
    ),
    licence="Not copyrighted; may be reproduced freely.",
    is_text_free=True,
    bands=(
        Band("MINIMAL", _("Minimal withdrawal"), 0, 7),
        Band("MODERATE", _("Moderate withdrawal"), 8, 15),
        Band("SEVERE", _("Severe withdrawal"), 16, 67),
    ),
)
