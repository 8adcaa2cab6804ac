"""The ways in which people, episodes and tests are divided."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from analytics.catalogue.keys import group_code
from analytics.vocabulary import TOTAL, UNKNOWN


FOLLOWED_DAYS = (0, 90, 180, 270, 360)
"""Days at which the number of people still followed is published."""


@dataclass(frozen=True)
class Code:
    """One code of a dimension; `parent` is the code it is part of, or the total.

    `members` are the codes that this one stands for, where they are shown only together.
    """

    code: str
    label: object  # text when it is shown: a string, a translation, a name in two languages
    parent: str = TOTAL
    members: tuple["Code", ...] = ()


@dataclass(frozen=True)
class Dimension:
    """A way to divide a universe. `is_nested`: each code contains the next; there is no total."""

    name: str
    label: str | Promise
    codes: tuple[Code, ...]
    is_nested: bool = False

    def children(self, parent: str = TOTAL) -> tuple[Code, ...]:
        """The codes directly under `parent`, in their order."""
        return tuple(code for code in self.codes if code.parent == parent)

    def code(self, code: str) -> Code:
        """The code named `code`, also where it is shown only together with others.

        Raises:
            KeyError: the dimension has no such code.
        """
        known = {member.code: member for each in self.codes for member in each.members}
        return (known | {each.code: each for each in self.codes})[code]


NOT_KNOWN = Code(UNKNOWN, _("Not known"))

SEX = Dimension("sex", _("Sex"), (Code("F", _("Women")), Code("M", _("Men"))))
AGE = Dimension(
    "age",
    _("Age"),
    (
        Code("U18", _("Under 18")),
        Code("18-24", "18–24"),
        Code("25-34", "25–34"),
        Code("35-44", "35–44"),
        Code("45-54", "45–54"),
        Code("55+", _("55 and over")),
        NOT_KNOWN,
    ),
)
AGE_LIMITS = (18, 25, 35, 45, 55)
"""Lower limits of the released age groups after the first (1.1)."""
REGION = Dimension("region", _("Region"), ())
"""Filled per country by `with_regions`."""
DRUG = Dimension(
    "drug",
    _("Main substance"),
    (
        Code("OPIOID", _("Opioids")),
        Code("HEROIN", _("Heroin"), "OPIOID"),
        Code("FENTANILS", _("Fentanils"), "OPIOID"),
        Code("OPIOID_OTHER", _("Other opioids"), "OPIOID"),
        Code("OPIOID_UNSPECIFIED", _("Opioids, not specified"), "OPIOID"),
        Code("COCAINE", _("Cocaine")),
        Code("STIMULANT", _("Stimulants other than cocaine")),
        Code("AMPHETAMINE", _("Amphetamine-type"), "STIMULANT"),
        Code("CATHINONES", _("Synthetic cathinones"), "STIMULANT"),
        Code("STIMULANT_OTHER", _("Other stimulants"), "STIMULANT"),
        Code("SEDATIVE", _("Hypnotics and sedatives")),
        Code("HALLUCINOGEN", _("Hallucinogens")),
        Code("INHALANT", _("Volatile inhalants")),
        Code("CANNABINOID", _("Cannabis and cannabinoids")),
        Code("CANNABIS", _("Cannabis"), "CANNABINOID"),
        Code("SYNTHETIC_CANNABINOIDS", _("Synthetic cannabinoids"), "CANNABINOID"),
        Code("OTHER", _("Other substances")),
        NOT_KNOWN,
    ),
)
DRUG_OF_SUBSTANCE = {
    "HEROIN": "HEROIN",
    "METHADONE_MISUSED": "OPIOID_OTHER",
    "BUPRENORPHINE_MISUSED": "OPIOID_OTHER",
    "FENTANILS": "FENTANILS",
    "OPIOIDS_OTHER": "OPIOID_OTHER",
    "OPIOIDS": "OPIOID_UNSPECIFIED",
    "COCAINE_POWDER": "COCAINE",
    "CRACK": "COCAINE",
    "COCAINE_OTHER": "COCAINE",
    "COCAINE": "COCAINE",
    "AMPHETAMINES": "AMPHETAMINE",
    "METHAMPHETAMINE": "AMPHETAMINE",
    "MDMA": "AMPHETAMINE",
    "CATHINONES": "CATHINONES",
    "STIMULANTS_OTHER": "STIMULANT_OTHER",
    "BARBITURATES": "SEDATIVE",
    "BENZODIAZEPINES": "SEDATIVE",
    "GHB": "SEDATIVE",
    "SEDATIVES_OTHER": "SEDATIVE",
    "LSD": "HALLUCINOGEN",
    "KETAMINE": "HALLUCINOGEN",
    "HALLUCINOGENS_OTHER": "HALLUCINOGEN",
    "INHALANTS": "INHALANT",
    "CANNABIS": "CANNABIS",
    "SYNTHETIC_CANNABINOIDS": "SYNTHETIC_CANNABINOIDS",
    "CANNABIS_OTHER": "CANNABIS",
    "ALCOHOL": "OTHER",
    "OTHER": "OTHER",
}
"""Rows of the TDI template (code list `substance`) by the leaf of DRUG that counts them."""
INJECTING = Dimension(
    "injecting",
    _("Injecting"),
    (
        Code("CURRENT", _("In the last 30 days")),
        Code("EVER", _("Earlier, not in the last 30 days")),
        Code("NEVER", _("Never")),
        NOT_KNOWN,
    ),
)
INJECTING_OF_RECENCY = {
    "CURRENT": "CURRENT",
    "LAST_YEAR": "EVER",
    "BEFORE_YEAR": "EVER",
    "EVER": "EVER",
    "NEVER": "NEVER",
}
PREVIOUS = Dimension(
    "previous",
    _("Treated before"),
    (
        Code("NEVER", _("Never treated before")),
        Code("PREVIOUSLY", _("Treated before")),
        NOT_KNOWN,
    ),
)
TREATMENT = Dimension(
    "treatment",
    _("Treatment"),
    (
        Code("METHADONE", _("Methadone")),
        Code("BUPRENORPHINE", _("Buprenorphine")),
        Code("BUPRENORPHINE_NALOXONE", _("Buprenorphine with naloxone")),
        Code("NALTREXONE_DEPOT", _("Naltrexone, extended release")),
        Code("NO_MEDICINE", _("Without these medicines")),
        NOT_KNOWN,
    ),
)
WAIT = Dimension(
    "wait",
    _("Waiting time"),
    (
        Code("D0-7", _("0 to 7 days")),
        Code("D8-21", _("8 to 21 days")),
        Code("D22-60", _("22 to 60 days")),
        Code("D61+", _("over 60 days")),
        NOT_KNOWN,
    ),
)
WAIT_LIMITS = (8, 22, 61)
"""Lower limits in days of the waiting classes after the first."""
EXIT = Dimension(
    "exit",
    _("How treatment ended"),
    (
        Code("COMPLETED", _("Completed")),
        Code("TRANSFERRED", _("Transferred")),
        Code("DROPPED_OUT", _("Left before the end")),
        Code("PROVIDER_WITHDREW", _("Ended by the service")),
        Code("CUSTODY", _("Taken into custody")),
        Code("DIED", _("Died")),
        Code("OTHER", _("Other")),
        NOT_KNOWN,
    ),
)
EXIT_OF_REASON = {
    "COMPLETED": "COMPLETED",
    "COMPLETED_REDUCED_USE": "COMPLETED",
    "TRANSFERRED_TREATMENT": "TRANSFERRED",
    "TRANSFERRED_CUSTODY": "CUSTODY",
    "DROPPED_OUT": "DROPPED_OUT",
    "DECLINED": "DROPPED_OUT",
    "PROVIDER_WITHDREW": "PROVIDER_WITHDREW",
    "MOVED": "OTHER",
    "DIED": "DIED",
    "OTHER": "OTHER",
}
DAY = Dimension(
    "day",
    _("Days since the start"),
    tuple(Code(f"D{day}", str(day)) for day in FOLLOWED_DAYS),
    is_nested=True,
)
DOSE = Dimension(
    "dose",
    _("Dose"),
    (
        Code("ADEQUATE", _("Adequate")),
        Code("BELOW", _("Below")),
        NOT_KNOWN,
    ),
)
RESULT = Dimension(
    "result",
    _("Result"),
    (
        Code("NEGATIVE", _("Negative for opioids")),
        Code("POSITIVE", _("Positive for opioids")),
        NOT_KNOWN,
    ),
)
YES_NO = (Code("YES", _("Yes")), Code("NO", _("No")), NOT_KNOWN)
ABSTINENCE = Dimension("abstinence", _("Three weeks without opioids"), YES_NO)
DROPOUT = Dimension("dropout", _("Four weeks without a test"), YES_NO)

DIMENSIONS = {
    dimension.name: dimension
    for dimension in (
        SEX, AGE, REGION, DRUG, INJECTING, PREVIOUS, TREATMENT, WAIT, EXIT, DAY, DOSE, RESULT,
        ABSTINENCE, DROPOUT,
    )
}  # fmt: skip


def with_regions(
    regions: Mapping[str, object], *, together: Collection[str] = ()
) -> dict[str, Dimension]:
    """All dimensions, with the regions (code to name) of one country.

    Those that are `together` are one code, the last, named by its members.
    """
    named = {code: Code(code, name) for code, name in sorted(regions.items())}
    codes = [each for code, each in named.items() if code not in together]
    if together:
        members = tuple(named[code] for code in sorted(together))
        codes.append(Code(group_code(together), _("Other regions"), members=members))
    return DIMENSIONS | {"region": Dimension("region", REGION.label, tuple(codes))}
