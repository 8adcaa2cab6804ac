"""Who delivers programmes in the demonstration, trained in what, and where."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from kernel.models import Organisation, Subdivision, User
from prevention.actions.people import add_facilitator, record_training
from prevention.actions.sites import add_site
from prevention.imports.catalogue import EXAMPLE
from prevention.models import DeliverySite, Facilitator, Programme, ProgrammeVersion


SCHOOL, SCHOOL2, SCHOOL3, MAHALLA = "school", "school2", "school3", "mahalla"
SITES = {
    SCHOOL: ("school", "Example: School No. 1, Bishkek", "KG-GB", 412, 398),
    SCHOOL2: ("school", "Example: School No. 2, Bishkek", "KG-GB", 365, 371),
    SCHOOL3: ("school", "Example: School No. 3, Tokmok", "KG-C", 287, 302),
    MAHALLA: ("community", "Example: mahalla centre, Osh", "KG-GO", 120, 115),
    "karakol": ("school", "Example: School No. 4, Karakol", "KG-Y", 301, 290),
    "naryn": ("school", "Example: School No. 5, Naryn", "KG-N", 264, 255),
    "talas": ("school", "Example: School No. 6, Talas", "KG-T", 248, 251),
    "jalal-abad": ("school", "Example: School No. 7, Jalal-Abad", "KG-J", 330, 341),
}
QUARTER_SCHOOLS = ("karakol", "naryn", "talas", "jalal-abad")
"""Where the lessons of the last quarter were: enough places for figures of programmes."""
OWN, TEACHER, PSYCHOLOGIST, NEW = "G-02", "F-11", "F-12", "F-13"
"""Staff codes; the first has the account `facilitator`."""
PEOPLE = {
    OWN: "psychologist", TEACHER: "teacher", PSYCHOLOGIST: "psychologist", NEW: "social_worker",
}  # fmt: skip
UNPLUGGED, FAMILY = "UNPLUGGED", "FAMILY_UNITED"
TRAININGS = (
    (OWN, "PROGRAMME_FACILITATOR", UNPLUGGED, 400, 1100),
    (OWN, "PROGRAMME_FACILITATOR", FAMILY, 160, 900),
    (OWN, "ETHICS_SAFEGUARDING", "", 400, 730),
    (TEACHER, "PROGRAMME_FACILITATOR", UNPLUGGED, 210, 940),
    (TEACHER, "DATA_COLLECTION", "", 150, None),
    (PSYCHOLOGIST, "PROGRAMME_FACILITATOR", FAMILY, 160, 890),
    (PSYCHOLOGIST, "UPC", "", 800, 760),
)
"""Who was trained in what: days ago, and how long it holds. One has run out; one has none."""


@dataclass(frozen=True)
class Team:
    """The organisation of the demonstration on a day."""

    organisation: Organisation
    manager: User
    facilitator: User
    now: datetime
    sites: dict[str, DeliverySite]
    people: dict[str, Facilitator]

    @property
    def today(self) -> date:
        """The day of the demonstration."""
        return timezone.localdate(self.now)

    def day(self, ago: int) -> date:
        """Some days ago."""
        return self.today - timedelta(days=ago)

    def last_quarter(self) -> date:
        """The first Monday of the last calendar quarter that is over."""
        months = self.today.year * 12 + 3 * ((self.today.month - 1) // 3) - 3
        first = date(months // 12, months % 12 + 1, 1)
        return first + timedelta(days=-first.weekday() % 7)

    def monday(self, weeks_ago: int) -> date:
        """The Monday of a week ago, or of several."""
        return self.day(self.today.weekday() + 7 * weeks_ago)

    def version(self, code: str) -> ProgrammeVersion:
        """The version of a programme that the demonstration approved."""
        return ProgrammeVersion.objects.get(programme__code=code, label=EXAMPLE, live=True)


def noon(day: date) -> datetime:
    """A moment of a day when people work."""
    return timezone.make_aware(datetime.combine(day, time(12)))


def gather(*, organisation: Organisation, manager: User, facilitator: User, now: datetime) -> Team:
    """Write down sites, people and their trainings."""
    today = timezone.localdate(now)
    sites = {
        key: add_site(
            organisation=organisation, kind=kind, name=name, girls=girls, boys=boys, others=0,
            region=Subdivision.objects.filter(code=region).first(), by=manager,
        )
        for key, (kind, name, region, girls, boys) in SITES.items()
    }  # fmt: skip
    people = {
        code: add_facilitator(
            organisation=organisation, name=code, role=role,
            user=facilitator if code == OWN else None, by=manager,
        )
        for code, role in PEOPLE.items()
    }  # fmt: skip
    for code, kind, programme, ago, days in TRAININGS:
        done_on = today - timedelta(days=ago)
        record_training(
            person=people[code], kind=kind, done_on=done_on, today=today, by=manager,
            programme=Programme.objects.get(code=programme) if programme else None,
            valid_until=done_on + timedelta(days=days) if days else None,
        )  # fmt: skip
    return Team(organisation, manager, facilitator, now, sites, people)
