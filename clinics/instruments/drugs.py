"""DUDIT, DAST-10 and SDS about drugs, and COWS for opioid withdrawal."""

from django.utils.translation import gettext_lazy as _

from clinics.instruments.base import (
    EVER_OR_THIS_YEAR,
    FREQUENCY,
    NO_YES,
    Administration,
    Band,
    BandedBy,
    Instrument,
    Item,
    Option,
    Recall,
    cut_off,
    span,
    weighed,
)
from clinics.vocabulary import Substance
from kernel.demographics import Sex


OFTEN_IN_A_MONTH = (
    Option(0, _("Never")),
    Option(1, _("Once a month or less often")),
    Option(2, _("2 to 4 times a month")),
    Option(3, _("2 to 3 times a week")),
    Option(4, _("4 times a week or more often")),
)
TIMES_A_DAY = (
    Option(0, "0"),
    Option(1, _("1 or 2")),
    Option(2, _("3 or 4")),
    Option(3, _("5 or 6")),
    Option(4, _("7 or more")),
)


def _dudit_bands(sex: Sex, at: int) -> tuple[Band, ...]:
    return (
        Band("BELOW_CUT_OFF", _("Below the cut-off"), 0, at - 1, is_positive=False, of=sex),
        Band("PROBLEM", _("Problems with drugs are likely"), at, 24, is_positive=True, of=sex),
        Band("DEPENDENCE", _("Dependence is likely"), 25, 44, is_positive=True, of=sex),
    )


DUDIT = Instrument(
    code="DUDIT",
    title=_("Drug Use Disorders Identification Test"),
    version="2003/1",
    items=(
        Item("q1", _("Frequency of use"), OFTEN_IN_A_MONTH),
        Item("q2", _("More than one drug at a time"), OFTEN_IN_A_MONTH),
        Item("q3", _("Times on a usual day of use"), TIMES_A_DAY),
        Item("q4", _("Heavy influence"), FREQUENCY),
        Item("q5", _("Craving"), FREQUENCY),
        Item("q6", _("Loss of control"), FREQUENCY),
        Item("q7", _("Duties neglected"), FREQUENCY),
        Item("q8", _("Use on the morning after"), FREQUENCY),
        Item("q9", _("Remorse"), FREQUENCY),
        Item("q10", _("Harm done"), EVER_OR_THIS_YEAR),
        Item("q11", _("Concern of others"), EVER_OR_THIS_YEAR),
    ),
    recall=Recall.YEAR,
    administration=(Administration.SELF, Administration.INTERVIEWER),
    citation=(
        "Berman AH, Bergman H, Palmstierna T, Schlyter F. The Drug Use Disorders Identification "
        "Test: manual, version 1.0. Stockholm: Karolinska Institutet; 2003. Eur Addict Res "
        "2005;11:22-31."
    ),
    licence="© Karolinska Institutet. Free for non-commercial use; must not be altered.",
    is_text_free=False,
    bands=(*_dudit_bands(Sex.FEMALE, 2), *_dudit_bands(Sex.MALE, 6)),
    banded_by=BandedBy.SEX,
)

DAST_10 = Instrument(
    code="DAST-10",
    title=_("Drug Abuse Screening Test, 10 items"),
    version="1982/1",
    items=(
        Item("q1", _("Use for other than medical reasons"), NO_YES),
        Item("q2", _("Several drugs at a time"), NO_YES),
        Item("q3", _("Able to stop (counted in reverse)"), NO_YES, is_reversed=True),
        Item("q4", _("Gaps in memory"), NO_YES),
        Item("q5", _("Guilt"), NO_YES),
        Item("q6", _("Complaints of family"), NO_YES),
        Item("q7", _("Family neglected"), NO_YES),
        Item("q8", _("Illegal acts to obtain drugs"), NO_YES),
        Item("q9", _("Withdrawal"), NO_YES),
        Item("q10", _("Medical problems"), NO_YES),
    ),
    recall=Recall.YEAR,
    administration=(Administration.SELF, Administration.INTERVIEWER),
    citation=(
        "Skinner HA. The Drug Abuse Screening Test. Addict Behav 1982;7:363-371. Ten items: "
        "Bohn MJ, Babor TF, Kranzler HR. Problems of Drug Dependence 1991."
    ),
    licence="© H. A. Skinner. Free for non-commercial use with credit.",
    is_text_free=False,
    bands=(
        Band("NONE", _("No problems reported"), 0, 0, is_positive=False),
        Band("LOW", _("Low level"), 1, 2, is_positive=False),
        Band("MODERATE", _("Moderate level"), 3, 5, is_positive=True),
        Band("SUBSTANTIAL", _("Substantial level"), 6, 8, is_positive=True),
        Band("SEVERE", _("Severe level"), 9, 10, is_positive=True),
    ),
)

HOW_OFTEN = (
    Option(0, _("Never or almost never")),
    Option(1, _("Sometimes")),
    Option(2, _("Often")),
    Option(3, _("Always or nearly always")),
)
HOW_HARD = (
    Option(0, _("Not difficult")),
    Option(1, _("Quite difficult")),
    Option(2, _("Very difficult")),
    Option(3, _("Impossible")),
)
SDS_HIGHEST = 15
CANNABIS_BANDS = (
    Band("BELOW_CUT_OFF", _("Below the cut-off"), 0, 2, is_positive=False, of=Substance.CANNABIS),
    Band("BETWEEN_CUT_OFFS", _("Between two published cut-offs"), 3, 3, of=Substance.CANNABIS),
    Band(
        "AT_CUT_OFF",
        _("At or above the cut-off"),
        4,
        SDS_HIGHEST,
        is_positive=True,
        of=Substance.CANNABIS,
    ),
)
"""Adults 3, adolescents 4; a third study found neither good: no verdict on a score of 3."""

SDS = Instrument(
    code="SDS",
    title=_("Severity of Dependence Scale"),
    version="1995/1",
    items=(
        Item("q1", _("Use out of control"), HOW_OFTEN),
        Item("q2", _("Anxiety about missing a dose"), HOW_OFTEN),
        Item("q3", _("Worry about use"), HOW_OFTEN),
        Item("q4", _("Wish to stop"), HOW_OFTEN),
        Item("q5", _("Difficulty of stopping"), HOW_HARD),
    ),
    recall=Recall.YEAR,
    administration=(Administration.SELF, Administration.INTERVIEWER),
    citation=(
        "Gossop M, Darke S, Griffiths P, Hando J, Powis B, Hall W, Strang J. The Severity of "
        "Dependence Scale (SDS): psychometric properties of the SDS in English and Australian "
        "samples of heroin, cocaine and amphetamine users. Addiction 1995;90:607-614."
    ),
    licence="Free to use with citation.",
    is_text_free=False,
    bands=(
        *cut_off(3, SDS_HIGHEST, of=Substance.HEROIN),
        *cut_off(4, SDS_HIGHEST, of=Substance.COCAINE),
        *cut_off(5, SDS_HIGHEST, of=Substance.AMPHETAMINES),
        *cut_off(7, SDS_HIGHEST, of=Substance.BENZODIAZEPINES),
        *CANNABIS_BANDS,
    ),
    banded_by=BandedBy.SUBSTANCE,
)

COWS = Instrument(
    code="COWS",
    title=_("Clinical Opiate Withdrawal Scale"),
    version="2003/1",
    items=(
        Item("q1", _("Resting pulse"), weighed(0, 1, 2, 4)),
        Item("q2", _("Sweating"), span(0, 4)),
        Item("q3", _("Restlessness"), weighed(0, 1, 3, 5)),
        Item("q4", _("Pupil size"), weighed(0, 1, 2, 5)),
        Item("q5", _("Bone or joint aches"), weighed(0, 1, 2, 4)),
        Item("q6", _("Runny nose or tears"), weighed(0, 1, 2, 4)),
        Item("q7", _("Stomach and bowels"), weighed(0, 1, 2, 3, 5)),
        Item("q8", _("Tremor"), weighed(0, 1, 2, 4)),
        Item("q9", _("Yawning"), weighed(0, 1, 2, 4)),
        Item("q10", _("Anxiety or irritability"), weighed(0, 1, 2, 4)),
        Item("q11", _("Gooseflesh"), weighed(0, 3, 5)),
    ),
    recall=Recall.NOW,
    administration=(Administration.CLINICIAN,),
    citation=(
        "Wesson DR, Ling W. The Clinical Opiate Withdrawal Scale (COWS). "
        "J Psychoactive Drugs 2003;35:253-259."
    ),
    licence="May be copied and used clinically, with citation.",
    is_text_free=True,
    bands=(
        Band("NONE", _("Below mild withdrawal"), 0, 4),
        Band("MILD", _("Mild withdrawal"), 5, 12),
        Band("MODERATE", _("Moderate withdrawal"), 13, 24),
        Band("MODERATELY_SEVERE", _("Moderately severe withdrawal"), 25, 36),
        Band("SEVERE", _("Severe withdrawal"), 37, 48),
    ),
)
