"""PHQ-9 about depression and GAD-7 about anxiety."""

from django.utils.translation import gettext_lazy as _

from clinics.instruments.base import (
    Administration,
    Alert,
    Band,
    Instrument,
    Item,
    Option,
    Recall,
)


DAYS = (
    Option(0, _("Not at all")),
    Option(1, _("Several days")),
    Option(2, _("More than half the days")),
    Option(3, _("Nearly every day")),
)
DIFFICULTY = (
    Option(0, _("Not difficult at all")),
    Option(1, _("Somewhat difficult")),
    Option(2, _("Very difficult")),
    Option(3, _("Extremely difficult")),
)
FREE = "No permission required to reproduce, translate, display or distribute (Pfizer)."

PHQ_9 = Instrument(
    code="PHQ-9",
    title=_("Patient Health Questionnaire, depression"),
    version="1999/1",
    items=(
        Item("q1", _("Interest and pleasure"), DAYS),
        Item("q2", _("Low mood"), DAYS),
        Item("q3", _("Sleep"), DAYS),
        Item("q4", _("Energy"), DAYS),
        Item("q5", _("Appetite"), DAYS),
        Item("q6", _("Feelings of failure"), DAYS),
        Item("q7", _("Concentration"), DAYS),
        Item("q8", _("Slowness or restlessness"), DAYS),
        Item("q9", _("Thoughts of death or self-harm"), DAYS),
        Item("q10", _("Difficulty in daily life (not counted)"), DIFFICULTY, is_scored=False),
    ),
    recall=Recall.TWO_WEEKS,
    administration=(Administration.SELF, Administration.INTERVIEWER),
    citation=(
        "Kroenke K, Spitzer RL, Williams JBW. The PHQ-9: validity of a brief depression severity "
        "measure. J Gen Intern Med 2001;16:606-613."
    ),
    licence=FREE,
    is_text_free=True,
    bands=(
        Band("MINIMAL", _("Minimal depression"), 0, 4, is_positive=False),
        Band("MILD", _("Mild depression"), 5, 9, is_positive=False),
        Band("MODERATE", _("Moderate depression"), 10, 14, is_positive=True),
        Band("MODERATELY_SEVERE", _("Moderately severe depression"), 15, 19, is_positive=True),
        Band("SEVERE", _("Severe depression"), 20, 27, is_positive=True),
    ),
    alerts=(
        Alert("SUICIDE_ITEM", _("Thoughts of death or self-harm: act today"), "q9", (1, 2, 3)),
    ),
    may_miss=2,
)

GAD_7 = Instrument(
    code="GAD-7",
    title=_("Generalized Anxiety Disorder scale"),
    version="2006/1",
    items=(
        Item("q1", _("Nervousness"), DAYS),
        Item("q2", _("Control over worry"), DAYS),
        Item("q3", _("Too much worry"), DAYS),
        Item("q4", _("Trouble relaxing"), DAYS),
        Item("q5", _("Restlessness"), DAYS),
        Item("q6", _("Irritability"), DAYS),
        Item("q7", _("Fear"), DAYS),
    ),
    recall=Recall.TWO_WEEKS,
    administration=(Administration.SELF, Administration.INTERVIEWER),
    citation=(
        "Spitzer RL, Kroenke K, Williams JBW, Löwe B. A brief measure for assessing generalized "
        "anxiety disorder: the GAD-7. Arch Intern Med 2006;166:1092-1097."
    ),
    licence=FREE,
    is_text_free=True,
    bands=(
        Band("MINIMAL", _("Minimal anxiety"), 0, 4, is_positive=False),
        Band("MILD", _("Mild anxiety"), 5, 9, is_positive=False),
        Band("MODERATE", _("Moderate anxiety"), 10, 14, is_positive=True),
        Band("SEVERE", _("Severe anxiety"), 15, 21, is_positive=True),
    ),
    may_miss=2,
)
